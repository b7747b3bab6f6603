//! The transports through their public doors: a folder on a real disk, pushes through the router in-process, servers
//! on the loopback address. Time is passed in; nothing here sleeps.

mod folder;
mod mail;
mod pages;
mod pull;
mod push;
mod receiver;
mod remote;
mod running;
mod server;
mod source;
mod websub;
