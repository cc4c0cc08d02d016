//! A throw-away PostgreSQL cluster in a folder of its own, reached by a Unix socket only, for tests.
//!
//! It uses nothing but the standard library, so that other crates' tests can include this file by its path.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError, Weak};

/// Where the server's programs may lie, the newest first.
const PROGRAMS: [&str; 5] = [
    "/usr/lib/postgresql/17/bin",
    "/usr/lib/postgresql/16/bin",
    "/usr/lib/postgresql/15/bin",
    "/usr/local/pgsql/bin",
    "/usr/bin",
];

/// A cluster that runs while it is held, and is then stopped and removed.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    as_postgres: bool,
    next: AtomicU32,
}

/// The cluster that the tests of one process share.
static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());

impl Cluster {
    /// The cluster that the tests of this process share, started by the first.
    ///
    /// # Panics
    /// When PostgreSQL's server is not installed, or does not start.
    #[must_use]
    pub fn shared() -> std::sync::Arc<Self> {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cluster) = shared.upgrade() {
            return cluster;
        }
        let cluster = std::sync::Arc::new(Self::start());
        *shared = std::sync::Arc::downgrade(&cluster);
        cluster
    }

    /// Makes and starts a cluster.
    ///
    /// # Panics
    /// When PostgreSQL's server is not installed, or does not start.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its database cannot go on")]
    pub fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let programs = std::env::var_os("PG_BIN").map(PathBuf::from).or_else(|| {
            PROGRAMS.iter().map(PathBuf::from).find(|p| p.join("initdb").exists() && p.join("pg_ctl").exists())
        });
        let Some(programs) = programs else {
            panic!("PostgreSQL's server is not installed: install the package `postgresql`, or set PG_BIN")
        };
        // A socket's path has room for about a hundred characters.
        let name = format!("casement-pg-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let cluster =
            Self { folder: std::env::temp_dir().join(name), programs, as_postgres: is_root(), next: AtomicU32::new(0) };
        let _ = fs::remove_dir_all(&cluster.folder);
        if let Err(why) = cluster.set_up() {
            panic!("PostgreSQL did not start: {why}")
        }
        cluster
    }

    fn set_up(&self) -> Result<(), String> {
        fs::create_dir_all(&self.folder).map_err(|e| e.to_string())?;
        if self.as_postgres {
            // The server refuses to run as root.
            run(Command::new("chown").arg("postgres").arg(&self.folder))?;
        }
        let data = self.data();
        run(self
            .program("initdb")
            .args(["--username=casement", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"])
            .arg(&data))?;
        self.boot()
    }
    /// Starts the server again after [`Cluster::crash`] or [`Cluster::stop`].
    ///
    /// # Errors
    /// When it does not start.
    pub fn boot(&self) -> Result<(), String> {
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=200 -c shared_buffers=128MB",
            self.folder.display()
        );
        let log = self.folder.join("log");
        run(self
            .program("pg_ctl")
            .args(["start", "--wait", "--silent", "--pgdata"])
            .arg(self.data())
            .arg("--log")
            .arg(log)
            .arg("-o")
            .arg(options))
    }
    /// Stops the server as if the power had gone.
    ///
    /// # Errors
    /// When it cannot be stopped.
    pub fn crash(&self) -> Result<(), String> {
        run(self
            .program("pg_ctl")
            .args(["stop", "--mode=immediate", "--wait", "--silent", "--pgdata"])
            .arg(self.data()))
    }
    /// Stops the server, ending connections.
    ///
    /// # Errors
    /// When it cannot be stopped.
    pub fn stop(&self) -> Result<(), String> {
        run(self.program("pg_ctl").args(["stop", "--mode=fast", "--wait", "--silent", "--pgdata"]).arg(self.data()))
    }
    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }
    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = if self.as_postgres {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
            command
        } else {
            Command::new(path)
        };
        command.current_dir(Path::new("/"));
        command
    }

    /// Makes a new, empty database and answers with its address.
    ///
    /// # Panics
    /// When it cannot be made.
    #[must_use]
    #[expect(clippy::panic, reason = "a test without its database cannot go on")]
    pub fn database(&self) -> String {
        let name = format!("test{}", self.next.fetch_add(1, Ordering::Relaxed));
        if let Err(why) = self.sql("postgres", &format!("CREATE DATABASE {name}")) {
            panic!("no database: {why}")
        }
        self.url(&name)
    }
    /// The address of a database.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let host: String = self
            .folder
            .display()
            .to_string()
            .bytes()
            .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
            .collect();
        format!("postgres://casement@{host}/{database}")
    }
    /// Runs SQL as the cluster's owner; answers with what it prints, one row a line, columns apart by `|`.
    ///
    /// # Errors
    /// What the server says.
    pub fn sql(&self, database: &str, sql: &str) -> Result<String, String> {
        let output = self
            .program("psql")
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--command", sql])
            .arg(self.url(database))
            .output()
            .map_err(|e| e.to_string())?;
        said(&output)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.crash();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|o| String::from_utf8_lossy(&o.stdout).trim() == "0")
}

fn run(command: &mut Command) -> Result<(), String> {
    // The server inherits the pipes of whoever starts it; without them, waiting for it ends.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?}: {status}")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}

fn said(output: &Output) -> Result<String, String> {
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
