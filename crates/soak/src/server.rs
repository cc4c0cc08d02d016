//! The server as a process that can be killed: this program again (`serve`), or the `casement` binary. Both are told by
//! the same environment.

use crate::ground::Ground;
use crate::{Said, because};
use app::App;
use kernel::{AuthorityId, Caller};
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::StoreError;
use web::Settings;

/// How long a start may take before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub at: SocketAddr,
    /// From the start of the process to the moment that it listens.
    pub took: Duration,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts a server over a ground.
    ///
    /// # Errors
    /// When it does not start: with what it said.
    pub fn start(program: &Path, ground: &Ground) -> Said<Self> {
        Self::start_with(program, ground, &[])
    }

    /// The same, with more in its environment.
    ///
    /// # Errors
    /// When it does not start: with what it said.
    pub fn start_with(program: &Path, ground: &Ground, environment: &[(&str, &str)]) -> Said<Self> {
        let began = Instant::now();
        let mut child = Command::new(program)
            .arg("serve")
            .env("DATABASE_URL", &ground.url)
            .env("CASEMENT_MASTER_KEY_FILE", &ground.master)
            .env("CASEMENT_LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "warn")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(because("the server"))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(because("the server"))?;
        }
        let Some(at) = line.trim().rsplit_once("http://").and_then(|(_, at)| at.parse().ok()) else {
            let mut why = String::new();
            if let Some(mut said) = child.stderr.take() {
                let _ = child.kill();
                let _ = said.read_to_string(&mut why);
            }
            let _ = child.wait();
            return Err(why.trim().to_owned());
        };
        // Whatever it says from now on is read, so that it never waits for a reader.
        if let Some(said) = child.stderr.take() {
            std::thread::spawn(move || std::io::copy(&mut BufReader::new(said), &mut std::io::sink()));
        }
        while TcpStream::connect(at).is_err() {
            if began.elapsed() > PATIENCE {
                return Err("the server does not answer".to_owned());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(Self { child, at, took: began.elapsed() })
    }

    /// Its process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it, as SIGKILL does: it learns nothing of it.
    ///
    /// # Errors
    /// When it was not there to be killed.
    pub fn kill(&mut self) -> Said<()> {
        if let Some(ended) = self.child.try_wait().map_err(because("the server"))? {
            return Err(format!("the server had ended by itself ({ended})"));
        }
        self.child.kill().map_err(because("the kill"))?;
        self.child.wait().map_err(because("the kill"))?;
        Ok(())
    }
}

/// This program.
///
/// # Errors
/// When the system does not say.
pub fn this_program() -> Said<PathBuf> {
    std::env::current_exe().map_err(because("this program"))
}

/// What `serve` does: the server over the store that the environment names, until it is killed.
///
/// # Errors
/// When it cannot start.
pub fn serve(make: fn(store::Store, AuthorityId) -> App, ready: impl FnOnce(SocketAddr)) -> Said<()> {
    let of = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let store = Ground::open(&of("DATABASE_URL")?, Path::new(&of("CASEMENT_MASTER_KEY_FILE")?))?;
    let nobody = Caller::system(AuthorityId::from_bytes([0; 16]), "start");
    let authorities =
        store.read(&nobody, "authorities", |tx| tx.authorities()).map_err(|e: StoreError| e.to_string())?;
    let authority = authorities.into_iter().next().ok_or("there is no authority")?;
    let settings = Settings { council: authority.name, demo: true, secure: false, origin: None };
    let router = web::router(make(store, authority.id), settings).map_err(because("a template"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(128)
        .enable_all()
        .build()
        .map_err(because("the runtime"))?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(because("listening"))?;
        ready(listener.local_addr().map_err(because("listening"))?);
        axum::serve(listener, router).await.map_err(because("serving"))
    })
}
