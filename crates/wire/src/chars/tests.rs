//! Tests of charset decoding.
