//! The `kleio` command.

fn main() {}
