//! The `transcaspian` program.

fn main() {}
