//! The public pages through their router, over a real store and the desk's real decisions. Contacts nobody.

mod also;
mod answers;
mod engines;
mod explainers;
mod kept_off;
mod newsroom;
mod pages;
mod people;
mod proofs;
mod quotations;
mod shelf;
mod themes;
