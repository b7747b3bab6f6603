//! Tests of the block splitter.
