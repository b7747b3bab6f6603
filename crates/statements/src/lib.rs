//! Who said what: statements, quotations, figures and dates.
//!
//! Pure: bytes in, values out.

#![warn(missing_docs)]

pub mod dates;
pub mod figures;
pub mod marks;
pub mod quotes;
