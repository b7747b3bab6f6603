//! Pages through the public door: reading, and finding what was published from a wire.

mod fixtures;
mod guided;
mod hostile;
mod reading;
