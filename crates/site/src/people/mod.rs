//! Who said what: the statements of an edition as readers see them, on its story's page and under their speakers.
//! Derived when a page is made, from the edition's own text and the acts of editors; kept nowhere.

pub mod line;
pub mod list;
pub mod reading;
pub mod show;
