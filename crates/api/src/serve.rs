//! The one way in: every request for the interface comes through here.

use crate::answer::Answer;
use crate::ask::{Ask, number};
use crate::problem::Problem;
use crate::rate::{Buckets, Rate};
use crate::routes::{Door, Method, Route, routes};
use crate::uploads::Uploads;
use app::{Actor, App};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, on};
use identity::ApiSecret;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// The largest body, in bytes: the same as the largest form.
const LARGEST_BODY: usize = 1_536 * 1024;
/// How long a body may take to arrive, and for each megabyte more that it may have.
const SLOWEST_BODY: Duration = Duration::from_secs(20);
const SLOWEST_MEGABYTE: Duration = Duration::from_secs(2);
/// How long an answer may take.
const SLOWEST: Duration = Duration::from_secs(60);
/// How many requests may work at once; the others wait their turn.
const AT_ONCE: usize = 32;

/// How many files may be on their way in at once.
const UPLOADS_AT_ONCE: usize = 4;

/// What handlers share.
pub(crate) struct Api {
    pub(crate) app: App,
    pub(crate) council: String,
    pub(crate) origin: Option<String>,
    rate: Rate,
    buckets: Buckets,
    turns: Arc<Semaphore>,
    uploads: Uploads,
}

/// How the interface is set up.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The council whose service this is: it stands in messages and letters.
    pub council: String,
    /// Where browsers reach this server, `https://casework.example`: it stands in emails to people. None: no such email is sent.
    pub origin: Option<String>,
    /// How often a token may ask.
    pub rate: Rate,
}

/// The router, to be nested at [`crate::ROOT`].
pub fn router(app: App, Settings { council, origin, rate }: Settings) -> Router {
    let api = Arc::new(Api {
        app,
        council,
        origin,
        rate,
        buckets: Buckets::default(),
        turns: Arc::new(Semaphore::new(AT_ONCE)),
        uploads: Uploads::new(UPLOADS_AT_ONCE),
    });
    let mut by_path: BTreeMap<&'static str, Vec<&'static Route>> = BTreeMap::new();
    for route in routes() {
        by_path.entry(route.path).or_default().push(route);
    }
    let mut router = Router::new();
    for (path, routes) in by_path {
        let mut methods = MethodRouter::new();
        let allowed: Vec<&str> = routes.iter().map(|r| r.method.name()).collect();
        for route in routes {
            let filter = match route.method {
                Method::Get => MethodFilter::GET,
                Method::Post => MethodFilter::POST,
                Method::Put => MethodFilter::PUT,
                Method::Delete => MethodFilter::DELETE,
            };
            let api = Arc::clone(&api);
            methods = methods.merge(on(filter, move |request: Request| serve(api, route, request)));
        }
        let allowed = allowed.join(", ");
        let methods = methods.fallback(move || {
            let problem = Problem::wrong_method(format!("This address takes {allowed}"));
            let answer = Answer::problem(&problem).header(header::ALLOW, &allowed);
            async move { respond(answer) }
        });
        router = router.route(path, methods);
    }
    router.fallback(|| async { respond(Answer::problem(&Problem::nothing())) })
}

async fn serve(api: Arc<Api>, route: &'static Route, request: Request) -> Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let answer = match whole(api, route, parts, body).await {
        Ok(answer) => answer,
        Err(problem) => Answer::problem(&problem),
    };
    let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    // The pattern, never the address: addresses hold ids of cases.
    let method = route.method.name();
    tracing::info!(method, route = route.path, status = answer.status.as_u16(), micros = took, "answered a program");
    respond(answer)
}

/// Token, body, handler.
async fn whole(api: Arc<Api>, route: &'static Route, mut parts: Parts, body: Body) -> Result<Answer, Problem> {
    let params: Vec<(String, String)> = RawPathParams::from_request_parts(&mut parts, &())
        .await
        .map(|found| found.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
        .unwrap_or_default();
    // Base64 takes four bytes for three.
    let most = route.upload.map_or(LARGEST_BODY, |largest| largest / 3 * 4 + 64 * 1024);
    if route.body.is_none() {
        return in_turn(api, move |api| {
            let (actor, token) = enter(&api, route, &parts)?;
            let known = parts.headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).map(str::to_owned);
            let answer = work(api, route, actor, parts, params, Vec::new())?;
            Ok(if route.method == Method::Get { answer.conditional(&token, known.as_deref()) } else { answer })
        })
        .await;
    }
    // Who may not come in sends no megabytes.
    let (actor, parts) = in_turn(Arc::clone(&api), move |api| Ok((enter(&api, route, &parts)?.0, parts))).await?;
    // A file waits outside until there is room for it: nothing of it is read before.
    let busy = || Problem::unavailable("Many files come in just now. Try again in a minute");
    let room = match (route.upload, &actor) {
        (Some(_), Some(actor)) => {
            let room = tokio::time::timeout(SLOWEST, api.uploads.room(actor.account)).await;
            Some(room.ok().flatten().ok_or_else(busy)?)
        }
        _ => None,
    };
    let body = read(&parts, body, most).await?;
    in_turn(api, move |api| {
        // The place is held as long as the file is worked on, also where whoever sent it has gone.
        let _room = room;
        // What came slowly may have come longer than its token lasts.
        let (actor, _) = admit(&api, route, &parts)?;
        work(api, route, actor, parts, params, body)
    })
    .await
}

/// Does something that may block, when it is its turn. The turn lasts as long as it does, also where nobody waits for it any more.
async fn in_turn<T: Send + 'static>(
    api: Arc<Api>,
    what: impl FnOnce(Arc<Api>) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let busy = || Problem::unavailable("Many ask at once just now. Try again in a minute");
    let Ok(turn) = Arc::clone(&api.turns).acquire_owned().await else { return Err(busy()) };
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        what(api)
    });
    match tokio::time::timeout(SLOWEST, done).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => {
            let number = number();
            tracing::error!(incident = %number, "a handler stopped unexpectedly");
            Err(Problem {
                incident: Some(number),
                ..Problem::ours("It is in the log under the number of this incident")
            })
        }
        Err(_) => Err(busy()),
    }
}

async fn read(parts: &Parts, body: Body, most: usize) -> Result<Vec<u8>, Problem> {
    let large = || Problem::too_large(format!("Send at most {} kilobytes", most / 1024));
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(large());
    }
    let slowest = SLOWEST_BODY + SLOWEST_MEGABYTE * u32::try_from(most / (1024 * 1024)).unwrap_or(0);
    match tokio::time::timeout(slowest, axum::body::to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes.to_vec()),
        Ok(Err(_)) => Err(large()),
        Err(_) => Err(Problem::malformed("The body did not arrive in time")),
    }
}

fn work(
    api: Arc<Api>,
    route: &'static Route,
    actor: Option<Actor>,
    parts: Parts,
    params: Vec<(String, String)>,
    body: Vec<u8>,
) -> Result<Answer, Problem> {
    let query = match parts.uri.query() {
        None => Vec::new(),
        Some(query) => casework::urlencoded::pairs(query.as_bytes())
            .ok_or_else(|| Problem::malformed("The query of the address cannot be read"))?,
    };
    for (at, (name, _)) in query.iter().enumerate() {
        if !route.params.iter().any(|p| !p.header && p.name == name) {
            return Err(Problem::malformed("The query has a parameter that this address does not take"));
        }
        if query.iter().take(at).any(|(earlier, _)| earlier == name) {
            return Err(Problem::malformed(format!("Give {name} once")));
        }
    }
    let path = parts.uri.path().to_owned();
    let ask = Ask { api, route, actor, params, query, path, headers: parts.headers, body };
    (route.handle)(&ask)
}

/// Who comes in, by the token, and the token's digest; and whether it is not too often.
fn enter(api: &Arc<Api>, route: &Route, parts: &Parts) -> Result<(Option<Actor>, [u8; 32]), Problem> {
    limit(api, if route.door == Door::Everybody { [0; 32] } else { secret(parts)?.digest() })?;
    admit(api, route, parts)
}

/// Who comes in, by the token, and the token's digest.
fn admit(api: &Arc<Api>, route: &Route, parts: &Parts) -> Result<(Option<Actor>, [u8; 32]), Problem> {
    if route.door == Door::Everybody {
        return Ok((None, [0; 32]));
    }
    let secret = secret(parts)?;
    let actor = api.app.who_by_token(&secret)?.ok_or_else(needed)?;
    let comes_in = match route.door {
        Door::Everybody | Door::Anybody => true,
        Door::Caseworkers => !actor.capacity.notice.is_empty(),
        Door::Staff => actor.is_staff(),
        Door::Governors => actor.keeps_agreements(),
        Door::Administrators => actor.administers,
    };
    if comes_in { Ok((Some(actor), secret.digest())) } else { Err(Problem::nothing()) }
}

fn needed() -> Problem {
    Problem::unauthorised("Send a token that is in use, as Authorization: Bearer casement_…")
}

/// The token that was sent.
fn secret(parts: &Parts) -> Result<ApiSecret, Problem> {
    let given = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (scheme, token) = given.split_once(' ').unwrap_or_default();
    ApiSecret::parse(token.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer")).ok_or_else(needed)
}

fn limit(api: &Api, who: [u8; 32]) -> Result<(), Problem> {
    // What waits is said in words and in a header.
    api.buckets.take(api.rate, who, Instant::now()).map_err(|seconds| {
        let words = format!("Wait {seconds} seconds, then go on at most {} times a minute", api.rate.a_minute);
        Problem { wait: u32::try_from(seconds).unwrap_or(u32::MAX), ..Problem::too_many(words) }
    })
}

fn respond(answer: Answer) -> Response {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    if !answer.kind.is_empty() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.kind));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    );
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    for (name, value) in answer.headers {
        headers.insert(name, value);
    }
    response
}
