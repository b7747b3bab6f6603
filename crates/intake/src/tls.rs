//! TLS towards agencies: whose certificates are believed, and the client that checks them. Never goes on without a
//! checked certificate. A rustls crypto provider must have been installed by the program.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;

/// Whose certificates are believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TlsRoots {
    /// Those the operating system believes.
    #[default]
    System,
    /// Only those of this PEM file's content: for a server with a certificate of its own making.
    Only(Vec<u8>),
}

/// Why no TLS client could be made.
#[derive(Debug, thiserror::Error)]
#[error("no TLS client: {0}")]
pub struct NoTls(String);

/// A client that believes these roots and nobody else.
pub(crate) fn client(roots: &TlsRoots) -> Result<Arc<ClientConfig>, NoTls> {
    let builder = ClientConfig::builder();
    let config = match roots {
        TlsRoots::System => builder
            .with_platform_verifier()
            .map_err(no_tls)?
            .with_no_client_auth(),
        TlsRoots::Only(pem) => builder
            .with_root_certificates(store(pem)?)
            .with_no_client_auth(),
    };
    Ok(Arc::new(config))
}

fn store(pem: &[u8]) -> Result<RootCertStore, NoTls> {
    let mut store = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        store.add(certificate.map_err(no_tls)?).map_err(no_tls)?;
    }
    if store.is_empty() {
        return Err(NoTls(String::from("the file of certificates holds none")));
    }
    Ok(store)
}

fn no_tls(error: impl std::fmt::Display) -> NoTls {
    NoTls(error.to_string())
}
