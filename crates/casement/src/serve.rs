//! `casement serve`: the server over an open store.

use app::{App, Places};
use jobs::{Post, Stop, Worker};
use kernel::{AuthorityId, Caller, OsEntropy};
use std::net::SocketAddr;
use std::time::Duration;
use store::{Authority, Store};
use tokio::net::TcpListener;
use web::Settings;

/// How long requests under way may take to finish once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// The authorities of a store.
///
/// # Errors
/// When the store does not answer.
pub fn authorities(store: &Store) -> Result<Vec<Authority>, String> {
    let nobody = Caller::system(AuthorityId::from_bytes([0; 16]), "start");
    store.read(&nobody, "authorities", |tx| tx.authorities()).map_err(|e: store::StoreError| e.to_string())
}

/// Finds the authority that a server serves: the one with the short name, or the only one there is.
///
/// # Errors
/// When there is none, or several and none was named.
pub fn authority(store: &Store, slug: Option<&str>) -> Result<(AuthorityId, String), String> {
    let all = authorities(store)?;
    let found = match slug {
        Some(slug) => all.into_iter().find(|a| a.slug == slug),
        None if all.len() > 1 => {
            let names: Vec<String> = all.into_iter().map(|a| a.slug).collect();
            return Err(format!(
                "there are several authorities here: say which with --authority ({})",
                names.join(", ")
            ));
        }
        None => all.into_iter().next(),
    };
    match (found, slug) {
        (Some(found), _) => Ok((found.id, found.name)),
        (None, Some(slug)) => {
            Err(format!("there is no authority called {slug}: make it with `casement init`, or check the name"))
        }
        (None, None) => {
            Err("there is no authority here yet: `casement init` makes one, `casement demo` one with synthetic data"
                .to_owned())
        }
    }
}

/// Refuses to start where a published notice does not let its data be.
///
/// # Errors
/// With every notice that does not allow the region, or when the region is not one.
pub fn check_region(app: &App, authority: AuthorityId, region: &str) -> Result<(), String> {
    let places = Places::all(region)
        .ok_or_else(|| format!("CASEMENT_REGION is {region}, which is none of uk, eea and safeguarded"))?;
    app.check_places(&Caller::system(authority, "start"), places).map_err(|e| e.to_string())
}

/// Serves until it is told to stop, then lets requests under way finish.
///
/// # Errors
/// When the address cannot be listened on.
///
/// A worker does jobs beside it, in the same process, and finishes the one at hand before the server is gone.
pub fn run(
    app: App,
    settings: Settings,
    rate: api::Rate,
    post: Post,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let stop = Stop::default();
    let worker = Worker::new(app.clone(), post, &mut OsEntropy);
    std::thread::scope(|scope| {
        scope.spawn(|| worker.work(&stop));
        let served = serve(app, settings, rate, listen, ready);
        stop.now();
        served
    })
}

fn serve(
    app: App,
    settings: Settings,
    rate: api::Rate,
    listen: SocketAddr,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(128)
        .enable_all()
        .build()
        .map_err(|e| format!("cannot start: {e}"))?;
    let programs = api::router(
        app.clone(),
        api::Settings { council: settings.council.clone(), origin: settings.origin.clone(), rate },
    );
    let router = web::router(app, settings).map_err(|e| format!("a page's template is broken: {e}"))?;
    let router = router.nest(api::ROOT, programs);
    runtime.block_on(async move {
        let listener = TcpListener::bind(listen).await.map_err(|e| {
            format!("cannot listen on {listen} ({e}): is another server running? Choose another --port")
        })?;
        let here = listener.local_addr().map_err(|e| format!("cannot listen: {e}"))?;
        ready(here);
        let served = axum::serve(listener, router).with_graceful_shutdown(told_to_stop());
        let stopped = async {
            told_to_stop().await;
            tokio::time::sleep(FAREWELL).await;
        };
        tokio::select! {
            done = served => done.map_err(|e| format!("the server stopped: {e}")),
            () = stopped => Ok(()),
        }
    })
}

/// Waits until the process is told to stop.
///
/// # Errors
/// When signals cannot be heard.
pub fn wait_until_told() -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| format!("cannot listen for signals: {e}"))?;
    runtime.block_on(told_to_stop());
    Ok(())
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
