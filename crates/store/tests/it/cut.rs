//! A link to the server that breaks on demand: hands bytes to and fro, counts what the client sends, and at one of its
//! messages closes both sides, either before the server has it or after the server has answered it.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// How a message is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The server never sees it.
    Before,
    /// The server does it, and the client never hears of it.
    After,
    /// The server never sees it, nor that the client is gone.
    Unheard,
}

/// A breakable link.
pub struct Link {
    /// Where to connect to.
    pub address: SocketAddr,
    /// Messages that pass until the one that breaks; negative: none will.
    left: Arc<AtomicI64>,
}

impl Link {
    /// A whole link to this server.
    pub fn to(server: SocketAddr, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let left = Arc::new(AtomicI64::new(-1));
        let counted = Arc::clone(&left);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(server)) else {
                    return;
                };
                let counted = Arc::clone(&counted);
                std::thread::spawn(move || carry(&client, &server, &counted, cut));
            }
        });
        Self { address, left }
    }

    /// Breaks the message after so many that pass.
    pub fn break_after(&self, messages: i64) {
        self.left.store(messages, Ordering::SeqCst);
    }

    /// Whether the break is over; mends the link if it never came.
    pub fn broke(&self) -> bool {
        self.left.swap(-1, Ordering::SeqCst) < 0
    }
}

fn carry(mut client: &TcpStream, mut server: &TcpStream, left: &AtomicI64, cut: Cut) {
    let _ = client.set_nodelay(true);
    let _ = server.set_nodelay(true);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut buffer = [0; 64 * 1024];
            // One read is one message of a client that waits for each answer.
            while let Ok(count @ 1..) = server.read(&mut buffer) {
                if client.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            close(client, server);
        });
        let mut buffer = [0; 64 * 1024];
        while let Ok(count @ 1..) = client.read(&mut buffer) {
            let breaks = left.fetch_sub(1, Ordering::SeqCst) == 0;
            if breaks && cut == Cut::Before {
                break;
            }
            if breaks && cut == Cut::Unheard {
                let _ = client.shutdown(Shutdown::Both);
                loop {
                    std::thread::park();
                }
            }
            if breaks {
                // Nothing of the answer passes: the client's side is closed before the server has the message.
                let _ = client.shutdown(Shutdown::Both);
            }
            if server.write_all(&buffer[..count]).is_err() {
                break;
            }
            if breaks {
                // The server has done it once it has answered; the other thread reads that.
                return;
            }
        }
        close(client, server);
    });
}

fn close(client: &TcpStream, server: &TcpStream) {
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}
