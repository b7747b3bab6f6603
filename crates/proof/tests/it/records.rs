//! Records and openings: one spelling each.
