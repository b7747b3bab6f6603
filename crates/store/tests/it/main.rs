//! Tests of the store through the desk's trait and the real files: one binary. Conformance cases are written against
//! `Arc<dyn Store>`; an engine joins by opening fresh stores for them.

mod broken;
mod builders;
mod conformance;
mod crash;
mod cut;
mod engine;
mod explainers;
mod lease;
mod postgres;
mod round_trip;
mod sqlite;
