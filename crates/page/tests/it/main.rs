//! Pages through the public door: reading, and finding what was published from a wire.

mod article;
mod fixtures;
mod guided;
mod hostile;
mod reading;
mod scoring;
