//! A way to a Pulsar that can be held up.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Listens, and passes on what comes to a server and from it.
pub struct Relay {
    url: String,
    holds: Arc<AtomicBool>,
    servers: Arc<Mutex<Vec<TcpStream>>>,
}

impl Relay {
    /// To a server without TLS.
    pub fn to(server: &str) -> Relay {
        let server = server.trim_start_matches("ws://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let holds = Arc::new(AtomicBool::new(false));
        let servers = Arc::default();
        let (hold, reached): (_, Arc<Mutex<Vec<_>>>) = (Arc::clone(&holds), Arc::clone(&servers));
        // They end with the process, or with their connections.
        thread::spawn(move || {
            for client in listener.incoming() {
                let client = client.unwrap();
                let server = TcpStream::connect(&server).unwrap();
                let (to, from) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || pass(client, server, &AtomicBool::new(false)));
                reached.lock().unwrap().push(from.try_clone().unwrap());
                let hold = Arc::clone(&hold);
                thread::spawn(move || pass(from, to, &hold));
            }
        });
        Relay { url, holds, servers }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on nothing that the server says arrives.
    pub fn hold(&self) {
        self.holds.store(true, Ordering::SeqCst);
    }

    /// All that there was is cut, and from now on everything arrives.
    pub fn renew(&self) {
        self.holds.store(false, Ordering::SeqCst);
        for server in self.servers.lock().unwrap().drain(..) {
            let _ = server.shutdown(Shutdown::Both);
        }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, holds: &AtomicBool) {
    let mut bytes = [0; 4096];
    loop {
        match from.read(&mut bytes) {
            Ok(0) | Err(_) => break,
            Ok(_) if holds.load(Ordering::SeqCst) => {}
            Ok(count) if to.write_all(&bytes[..count]).is_err() => break,
            Ok(_) => {}
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
