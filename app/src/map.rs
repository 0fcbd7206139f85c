//! The map: what to draw, where, and how the reader moves over it.
//!
//! Invariant: nothing here knows Leptos or the application's state. The map is told what to show and
//! reports what the reader does through [`view::MapEvent`].

pub mod camera;
pub mod canvas2d;
pub mod draw;
pub mod flight;
pub mod frame;
pub mod gesture;
pub mod label_layer;
pub mod lasso;
pub mod listen;
pub mod made;
pub mod mini;
pub mod picking;
pub mod scene;
pub mod surface;
pub mod vector;
pub mod view;
pub mod webgl;
