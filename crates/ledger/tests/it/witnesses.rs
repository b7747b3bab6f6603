//! Witnesses (below).
