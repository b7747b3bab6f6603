//! Tests of NewsML-G2.
