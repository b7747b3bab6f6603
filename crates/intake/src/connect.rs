//! Connections to named hosts within the same rule as every other request: public addresses only, unless a feed is
//! configured otherwise. The address that was checked is the one connected to. Speaks no protocol.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpStream;

use crate::address::{PrivateAddresses, is_public};

/// A host and port, and whether an address inside the house is one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Name, or address written as a number.
    pub name: String,
    /// Port.
    pub port: u16,
    /// Whether private, loopback and other internal addresses may be asked. Default: refused.
    pub private_addresses: PrivateAddresses,
}

impl Host {
    /// A host whose address must be public.
    #[must_use]
    pub fn new(name: impl Into<String>, port: u16) -> Self {
        Self {
            name: name.into(),
            port,
            private_addresses: PrivateAddresses::Refuse,
        }
    }
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unconnected {
    /// The name has an internal address among its answers.
    #[error("{0} has a private address, which is refused")]
    PrivateAddress(String),
    /// No address, or none that answered.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, std::io::Error),
    /// The time is over.
    #[error("{0} did not answer within {1:?}")]
    TooSlow(String, Duration),
}

/// Connects to the first address that answers, all within `wait`.
pub(crate) async fn connect(host: &Host, wait: Duration) -> Result<TcpStream, Unconnected> {
    let shown = format!("{}:{}", host.name, host.port);
    match tokio::time::timeout(wait, reach(host, &shown)).await {
        Ok(reached) => reached,
        Err(_) => Err(Unconnected::TooSlow(shown, wait)),
    }
}

async fn reach(host: &Host, shown: &str) -> Result<TcpStream, Unconnected> {
    let unreachable = |error| Unconnected::Unreachable(shown.to_owned(), error);
    let found = tokio::net::lookup_host((host.name.as_str(), host.port)).await;
    let found: Vec<SocketAddr> = found.map_err(unreachable)?.collect();
    let internal = found.iter().any(|address| !is_public(address.ip()));
    if internal && host.private_addresses == PrivateAddresses::Refuse {
        return Err(Unconnected::PrivateAddress(shown.to_owned()));
    }
    let mut last = std::io::Error::from(std::io::ErrorKind::AddrNotAvailable);
    for address in found {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // Requests are short and answers waited for; a socket that cannot be told so is merely slower.
                let _ = stream.set_nodelay(true);
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(unreachable(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn internal_addresses_are_refused_as_numbers_and_as_names() {
        for name in ["127.0.0.1", "localhost", "::1", "10.0.0.1"] {
            let refused = connect(&Host::new(name, 21), Duration::from_secs(10)).await;
            assert!(
                matches!(refused, Err(Unconnected::PrivateAddress(_))),
                "{name}: {refused:?}"
            );
        }
    }
}
