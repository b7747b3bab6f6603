//! libunftp over a folder: plain, or with TLS required.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use libunftp::ServerBuilder;
use libunftp::options::FtpsRequired;
use tokio::net::TcpListener;
use unftp_sbe_fs::Filesystem;

use super::certificate::Certificate;

pub struct FtpServer {
    pub port: u16,
    connections: Arc<AtomicUsize>,
}

impl FtpServer {
    /// Serves a folder; with a certificate, nothing goes without it.
    pub async fn serving(folder: PathBuf, tls: Option<Certificate>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            loop {
                let (connection, _) = listener.accept().await.expect("a connection");
                connection.set_nodelay(true).expect("a setting of sockets");
                count.fetch_add(1, Ordering::Relaxed);
                let folder = folder.clone();
                let storage = move || Filesystem::new(folder.clone()).expect("a folder");
                let mut builder = ServerBuilder::new(Box::new(storage));
                if let Some(tls) = &tls {
                    builder = builder
                        .ftps(tls.file(), tls.key_file())
                        .ftps_required(FtpsRequired::All, FtpsRequired::All);
                }
                let server = builder.build().expect("a server");
                tokio::spawn(server.service(connection));
            }
        });
        Self { port, connections }
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}
