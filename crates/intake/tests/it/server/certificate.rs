//! A certificate for localhost, of its own making, and the files of a server that shows it.

use std::path::PathBuf;

/// A certificate that only who is told to believes. Its files live as long as it does.
pub struct Certificate {
    pub pem: Vec<u8>,
    folder: tempfile::TempDir,
}

impl Certificate {
    pub fn new() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let made = rcgen::generate_simple_self_signed(vec![String::from("localhost")]);
        let made = made.expect("a certificate");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let pem = made.cert.pem();
        std::fs::write(folder.path().join("certificate.pem"), &pem).expect("written");
        let key = made.signing_key.serialize_pem();
        std::fs::write(folder.path().join("key.pem"), key).expect("written");
        Self {
            pem: pem.into_bytes(),
            folder,
        }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }
}
