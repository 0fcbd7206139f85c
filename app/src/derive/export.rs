//! What a reader takes away: tables, clusters and pictures as files, each of which says where it is from.

mod chart;
pub mod csv;
pub mod json;
pub mod legend;
pub mod picture;
pub mod source;
mod svg;

pub use self::chart::Chart;
pub use self::source::Source;
