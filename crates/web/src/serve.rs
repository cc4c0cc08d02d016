//! The one way in: every request comes through here, whatever its route.

use crate::answer::{Answer, CookieChange, Failure, Reply};
use crate::ask::Ask;
use crate::door::{Entry, entry};
use crate::handlers::me;
use crate::headers::{Headers, LANGUAGE, SAID};
use crate::kept;
use crate::labels::Labels;
use crate::read;
use crate::routes::{Gives, Method, Route, routes};
use crate::sent::{self, ShownAgain};
use app::App;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use casework::form::Typed;
use data_encoding::BASE32_NOPAD;
use identity::{HandedOut, Passkeys, SessionToken, csrf_matches, csrf_token};
use kernel::{Entropy, OsEntropy};
use pages::portal::Words;
use pages::problem::Problem;
use pages::{Pages, RenderError};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// How long an answer may take before the browser is told to try again.
const SLOWEST: Duration = Duration::from_secs(60);
/// How many requests may work at once; the others wait their turn.
const AT_ONCE: usize = 64;

/// How the pages are served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The council whose service this is.
    pub council: String,
    /// All data is synthetic: said on every page.
    pub demo: bool,
    /// Reached over TLS: cookies say so, and browsers are told to stay with it.
    pub secure: bool,
    /// Where browsers reach it, `https://casework.example`. Passkeys are made for this address; none: there are none.
    pub origin: Option<String>,
}

/// What handlers share.
pub(crate) struct Web {
    pub(crate) app: App,
    pub(crate) pages: Pages,
    pub(crate) settings: Settings,
    pub(crate) labels: Labels,
    /// The words of the person's own pages, language by language; the first where none is chosen.
    pub(crate) words: Vec<Words>,
    pub(crate) passkeys: Option<Passkeys>,
    headers: Headers,
    turns: Semaphore,
}

/// The router over an application.
///
/// # Errors
/// When a template does not parse; the tests would have said so.
pub fn router(app: App, settings: Settings) -> Result<Router, RenderError> {
    router_in(app, settings, Words::languages())
}

/// The router, with the person's own pages in the words of some languages; the first where none is chosen.
///
/// # Errors
/// As [`router`].
pub fn router_in(app: App, settings: Settings, words: Vec<Words>) -> Result<Router, RenderError> {
    let web = Arc::new(Web {
        headers: Headers::new(settings.secure),
        pages: Pages::new()?,
        labels: Labels::default(),
        passkeys: settings.origin.as_deref().and_then(|origin| Passkeys::new(origin).ok()),
        turns: Semaphore::new(AT_ONCE),
        words,
        app,
        settings,
    });
    let mut router = Router::new();
    for route in routes() {
        let filter = match route.method {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
        };
        let web = Arc::clone(&web);
        router = router.route(route.path, on(filter, move |request: Request| serve(web, Some(route), request)));
    }
    let (missing, wrong) = (Arc::clone(&web), web);
    Ok(router
        .fallback(move |request: Request| serve(missing, None, request))
        .method_not_allowed_fallback(move |request: Request| wrong_method(wrong, request)))
}

/// A store that takes longer to answer than this is not well.
const WELL_WITHIN: Duration = Duration::from_secs(5);

async fn serve(web: Arc<Web>, route: Option<&'static Route>, request: Request) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let (mut parts, body) = request.into_parts();
    let mut response = match route.map(|r| r.gives) {
        Some(Gives::Health) => health(&web).await,
        Some(Gives::Icon) => file(&parts.headers, pages::bundle(), "icon.svg"),
        Some(Gives::File) => {
            let params = params(&mut parts).await;
            let of = |name: &str| params.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
            file(&parts.headers, of("bundle"), of("name"))
        }
        Some(Gives::Page { .. } | Gives::Upload { .. }) | None => page(&web, route, parts, body).await,
    };
    web.headers.put(response.headers_mut());
    // The pattern, never the address: addresses hold ids of cases.
    let pattern = route.map_or("(none)", |r| r.path);
    let took = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    tracing::info!(%method, route = pattern, status = response.status().as_u16(), micros = took, "answered");
    response
}

/// One word to whoever watches over the server: whether the store answers soon.
async fn health(web: &Web) -> Response {
    let app = web.app.clone();
    let asked = tokio::task::spawn_blocking(move || app.answers().is_ok());
    let (status, word) = match tokio::time::timeout(WELL_WITHIN, asked).await {
        Ok(Ok(true)) => (StatusCode::OK, "well\n"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "unwell\n"),
    };
    text(status, "text/plain; charset=utf-8", word)
}

async fn wrong_method(web: Arc<Web>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let mut response = blocking(&web, parts, Vec::new(), None, |ask| {
        problem(ask, StatusCode::METHOD_NOT_ALLOWED, &Problem::wrong_method())
    })
    .await;
    web.headers.put(response.headers_mut());
    response
}

async fn params(parts: &mut Parts) -> Vec<(String, String)> {
    RawPathParams::from_request_parts(parts, &())
        .await
        .map(|found| found.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect())
        .unwrap_or_default()
}

async fn page(web: &Arc<Web>, route: Option<&'static Route>, mut parts: Parts, body: Body) -> Response {
    let Some(route) = route else {
        return blocking(web, parts, Vec::new(), None, |ask| {
            problem(ask, StatusCode::NOT_FOUND, &Problem::not_found())
        })
        .await;
    };
    let params = params(&mut parts).await;
    if route.method == Method::Get {
        return blocking(web, parts, params, None, move |ask| look(ask, route)).await;
    }
    // A browser says where a form comes from; one that came from elsewhere has no right token either way.
    let elsewhere = parts
        .headers
        .get("sec-fetch-site")
        .is_some_and(|site| !["same-origin", "none"].iter().any(|good| site.as_bytes() == good.as_bytes()));
    let read = match route.gives {
        Gives::Upload { .. } => read::upload(&parts.headers, body).await,
        _ => read::form(&parts.headers, body).await.map(|form| (form, Vec::new())),
    };
    match read {
        Ok(form) => blocking(web, parts, params, Some(form), move |ask| act(ask, route, elsewhere)).await,
        Err((unread, so_far)) => {
            let form = Some((so_far, Vec::new()));
            blocking(web, parts, params, form, move |ask| unread_form(ask, route, elsewhere, unread)).await
        }
    }
}

/// Runs a handler on a thread where it may block, when its turn comes.
async fn blocking(
    web: &Arc<Web>,
    parts: Parts,
    params: Vec<(String, String)>,
    form: Option<(Typed, Vec<read::Sent>)>,
    work: impl FnOnce(&mut Ask) -> Result<Answer, Failure> + Send + 'static,
) -> Response {
    let own = own_language(web, &parts);
    let unavailable = |web: &Web| bare(web, own, StatusCode::SERVICE_UNAVAILABLE, &Problem::unavailable());
    let Ok(_turn) = web.turns.acquire().await else { return unavailable(web) };
    let inside = Arc::clone(web);
    let done = tokio::task::spawn_blocking(move || whole(inside, &parts, params, form, work));
    match tokio::time::timeout(SLOWEST, done).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            let number = number();
            tracing::error!(incident = %number, "a handler stopped unexpectedly");
            bare(web, own, StatusCode::INTERNAL_SERVER_ERROR, &Problem::ours(number))
        }
        Err(_) => unavailable(web),
    }
}

/// Session, token for forms, handler, answer.
fn whole(
    web: Arc<Web>,
    parts: &Parts,
    params: Vec<(String, String)>,
    form: Option<(Typed, Vec<read::Sent>)>,
    work: impl FnOnce(&mut Ask) -> Result<Answer, Failure>,
) -> Response {
    // A person's own pages have a session of their own; neither is looked at on the pages of the other.
    let own = is_own(parts.uri.path());
    let in_words = own_language(&web, parts);
    let given = read::cookie(&parts.headers, if own { web.headers.own_name() } else { web.headers.session_name() });
    let own_token = given.filter(|_| own).and_then(SessionToken::from_cookie);
    let me = match own_token.as_ref().map(|t| web.app.me(t)).transpose() {
        Ok(me) => me.flatten(),
        Err(error) => return failed(&web, in_words, &Failure::App(error)),
    };
    let given = given.filter(|_| !own);
    let token = given.and_then(SessionToken::from_cookie);
    let logged = match token.as_ref().map(|t| web.app.who(t)).transpose() {
        Ok(logged) => logged.flatten(),
        Err(error) => return failed(&web, in_words, &Failure::App(error)),
    };
    let ended = given.is_some_and(|g| !g.is_empty()) && logged.is_none();
    let lapsed = if logged.is_none() { given.and_then(SessionToken::from_cookie) } else { None };
    let token = token.filter(|_| logged.is_some()).or_else(|| own_token.clone().filter(|_| me.is_some()));
    // Those who have not logged in have a token of their own for the log-in form.
    let known = read::cookie(&parts.headers, web.headers.visitor_name()).and_then(SessionToken::from_cookie);
    let fresh = (token.is_none() && known.is_none()).then(|| SessionToken::new(&mut OsEntropy));
    let csrf = token.as_ref().or(known.as_ref()).or(fresh.as_ref()).map(csrf_token).unwrap_or_default();
    let said = read::cookie(&parts.headers, SAID).and_then(Headers::words_of);
    let query = parts.uri.query().and_then(|q| casework::urlencoded::pairs(q.as_bytes())).unwrap_or_default();
    let language =
        read::cookie(&parts.headers, LANGUAGE).and_then(|code| web.words.iter().position(|w| w.code == code));
    let device = read::cookie(&parts.headers, web.headers.device_name()).and_then(HandedOut::parse);
    let sign_on = read::cookie(&parts.headers, web.headers.sign_on_name()).and_then(HandedOut::parse);
    let (browser, origin) = (read::browser(&parts.headers), web.settings.origin.clone());
    let origin = origin.unwrap_or_else(|| read::origin(&parts.headers, web.settings.secure));
    let form = form.unwrap_or_default();
    let (form, files) = form;
    let here = (parts.method == axum::http::Method::GET).then(|| parts.uri.path().to_owned());
    let mut ask = Ask {
        app: web.app.clone(),
        once: once_key(),
        web,
        params,
        query,
        form,
        files,
        logged,
        token,
        lapsed,
        csrf,
        device,
        sign_on,
        browser,
        origin,
        path: parts.uri.path().to_owned(),
        said,
        keeps: None,
        me,
        own_token,
        language: language.unwrap_or(0),
        language_chosen: language.is_some(),
    };
    let answer = work(&mut ask).or_else(|failure| {
        if let Some(case) = failure.wants_reason() {
            // A closed case: first the reason, then what was asked for.
            let to = here.as_deref().map_or_else(String::new, |here| format!("?to={here}"));
            return Ok(Answer::next(format!("/cases/{case}/why{to}")));
        }
        let (status, page) = failure.problem(number);
        problem(&ask, status, &page)
    });
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return failed(&ask.web, in_words, &failure),
    };
    let begins = answer.cookies.iter().any(|c| matches!(c, CookieChange::Session(_)));
    let has_form = matches!(&answer.body, Reply::Html(html) if html.contains("name=\"csrf\""));
    let mut response = respond(&ask, answer);
    let headers = response.headers_mut();
    // Only a page with a form needs it: whoever just reads a notice gets no cookie.
    if let Some(fresh) = fresh.filter(|_| has_form) {
        push(headers, &ask.web.headers.visitor(fresh.cookie().expose()));
    }
    if ended && !begins {
        push(headers, &ask.web.headers.cookie(&CookieChange::NoSession));
    }
    response
}

/// A page is asked for.
fn look(ask: &mut Ask, route: &Route) -> Result<Answer, Failure> {
    let Gives::Page { handle, .. } = route.gives else { return Err(Failure::not_found()) };
    match entry(route.door, ask.logged.as_ref(), ask.me.is_some()) {
        Entry::In => {
            kept::bring_back(ask, route)?;
            handle(ask)
        }
        Entry::First(page) => Ok(Answer::next(page)),
        Entry::Nothing => Err(Failure::not_found()),
    }
}

/// A form was sent. Its token comes first; what it does comes last.
fn act(ask: &mut Ask, route: &Route, elsewhere: bool) -> Result<Answer, Failure> {
    let (handle, again) = match route.gives {
        Gives::Page { handle, again } => (handle, again),
        Gives::Upload { handle, again } => (handle, Some(again)),
        _ => return Err(Failure::not_found()),
    };
    match entry(route.door, ask.logged.as_ref(), ask.me.is_some()) {
        Entry::In => {}
        Entry::First("/login") if again.is_some() => {
            let kept = crate::handlers::drafts::keep_lapsed(ask, route.path);
            let page = if kept { Problem::logged_out_and_kept() } else { Problem::logged_out() };
            return problem(ask, StatusCode::FORBIDDEN, &page);
        }
        Entry::First(page) => return Ok(Answer::next(page)),
        Entry::Nothing => return Err(Failure::not_found()),
    }
    let matches = !elsewhere && is_ours(ask);
    if matches && let Some(answer) = kept::asked(ask, route)? {
        return Ok(answer);
    }
    let form = if elsewhere || sent::is_anew(route) { None } else { sent::form(ask) };
    let came = sent::once(ask, form.as_ref(), again, |ask| match (matches, again) {
        (true, _) => handle(ask),
        (false, Some(again)) => Ok(again(ask)?.status(StatusCode::FORBIDDEN)),
        (false, None) => problem(ask, StatusCode::FORBIDDEN, &Problem::stale_form()),
    });
    if matches {
        kept::settle(ask, route, &came);
    }
    came
}

/// Whether a form carries the token that this session's pages give.
fn is_ours(ask: &Ask) -> bool {
    token_of(ask).is_some_and(|expected| same(&expected, ask.field("csrf")))
}

/// A form of which not all could be read: it is given back with what could.
fn unread_form(ask: &Ask, route: &Route, elsewhere: bool, unread: read::Unread) -> Result<Answer, Failure> {
    let why = match unread {
        read::Unread::NotAForm => None,
        read::Unread::Unreadable => Some(ShownAgain::Unreadable),
        read::Unread::TooLarge => Some(ShownAgain::TooLarge),
    };
    let again = match route.gives {
        Gives::Page { again, .. } => again,
        Gives::Upload { again, .. } => Some(again),
        _ => None,
    };
    let enters = matches!(entry(route.door, ask.logged.as_ref(), ask.me.is_some()), Entry::In);
    match why {
        Some(why) if enters && !elsewhere && is_ours(ask) => sent::shown_again(ask, again, why),
        _ => {
            let (status, page) = unread.problem();
            problem(ask, StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), &page)
        }
    }
}

/// What a form's token is compared with.
enum Expected<'a> {
    Session(&'a SessionToken),
    Visitor(&'a str),
}

fn token_of(ask: &Ask) -> Option<Expected<'_>> {
    match &ask.token {
        Some(token) => Some(Expected::Session(token)),
        None => (!ask.csrf.is_empty()).then_some(Expected::Visitor(&ask.csrf)),
    }
}

fn same(expected: &Expected<'_>, given: &str) -> bool {
    match expected {
        Expected::Session(token) => csrf_matches(token, given),
        // A visitor's token guards the log-in form only; comparing digests takes the same time wherever they differ.
        Expected::Visitor(expected) => {
            use sha2::{Digest, Sha256};
            Sha256::digest(expected.as_bytes()) == Sha256::digest(given.as_bytes())
        }
    }
}

/// A page that says what cannot be done. Whoever reads their own page, or fetches their copy, finds the same frame as before, with the way out
/// of it, in their language.
pub(crate) fn problem(ask: &Ask, status: StatusCode, page: &Problem) -> Result<Answer, Failure> {
    let answer = if in_own_frame(&ask.path) { ask.page(&me::problem(ask, status, page))? } else { ask.page(page)? };
    Ok(answer.status(status))
}

/// Whether an address is of the person's own pages.
fn is_own(path: &str) -> bool {
    path == "/me" || path.starts_with("/me/")
}

/// Whether an address is of pages that have the frame of those.
fn in_own_frame(path: &str) -> bool {
    is_own(path) || path.starts_with("/copies/")
}

/// In which words a problem is told to whoever reads their own page: the number of a language. None: it is somebody else's page.
fn own_language(web: &Web, parts: &Parts) -> Option<usize> {
    let chosen =
        || read::cookie(&parts.headers, LANGUAGE).and_then(|code| web.words.iter().position(|w| w.code == code));
    in_own_frame(parts.uri.path()).then(|| chosen().unwrap_or(0))
}

/// A key for the forms of a page.
fn once_key() -> String {
    let mut bytes = [0u8; 15];
    OsEntropy.fill(&mut bytes);
    BASE32_NOPAD.encode(&bytes)
}

/// A number for the log and the page: ten letters and figures.
fn number() -> String {
    let mut bytes = [0u8; 6];
    OsEntropy.fill(&mut bytes);
    BASE32_NOPAD.encode(&bytes)
}

fn failed(web: &Web, own: Option<usize>, failure: &Failure) -> Response {
    let (status, page) = failure.problem(number);
    bare(web, own, status, &page)
}

/// A problem page without looking anything up: for when looking up is what fails.
fn bare(web: &Web, own: Option<usize>, status: StatusCode, page: &Problem) -> Response {
    let frame =
        pages::Frame { council: web.settings.council.clone(), demo: web.settings.demo, ..pages::Frame::default() };
    let html = match own.and_then(|at| web.words.get(at).or_else(|| web.words.first())) {
        Some(words) => web.pages.render(&frame, &me::bare_problem(words, status, page)),
        None => web.pages.render(&frame, page),
    };
    let html = html.unwrap_or_else(|_| page.heading.clone());
    let mut response = text(status, "text/html; charset=utf-8", html);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn respond(ask: &Ask, answer: Answer) -> Response {
    let headers = &ask.web.headers;
    let shows_message = ask.said.is_some() && matches!(answer.body, Reply::Html(_));
    let mut response = match answer.body {
        Reply::Html(html) => text(answer.status, "text/html; charset=utf-8", html),
        Reply::Next(to) => {
            let mut response = text(answer.status, "text/plain; charset=utf-8", "");
            if let Ok(to) = HeaderValue::from_str(&to) {
                response.headers_mut().insert(header::LOCATION, to);
            }
            response
        }
        Reply::Bytes { kind, name, shown, bytes } => {
            let mut response = text(answer.status, kind, Body::from(bytes));
            let how = if shown { "inline" } else { "attachment" };
            if let Ok(disposition) = HeaderValue::from_str(&format!("{how}; filename=\"{name}\"")) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
            }
            // Nothing in a document runs, loads or sends anything; the browser's own viewer draws it.
            let policy = HeaderValue::from_static(
                "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            );
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
            response
        }
        Reply::Document { kind, name, text: body } => {
            let mut response = text(answer.status, kind, body);
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, headers.printed());
            let disposition = format!("inline; filename=\"{name}\"");
            if let Ok(disposition) = HeaderValue::from_str(&disposition) {
                response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
            }
            response
        }
    };
    let cache = if answer.public { "no-cache" } else { "no-store" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    for change in &answer.cookies {
        push(response.headers_mut(), &headers.cookie(change));
        if matches!(change, CookieChange::NoSession | CookieChange::NoMe) {
            let all = HeaderValue::from_static("\"cache\", \"storage\"");
            response.headers_mut().insert("clear-site-data", all);
        }
    }
    if shows_message {
        push(response.headers_mut(), &headers.said_and_done());
    }
    response
}

fn push(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(header::SET_COOKIE, value);
    }
}

fn text(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A static file, in the smallest form that the browser reads. Its address changes when it does.
fn file(asked: &HeaderMap, bundle: &str, name: &str) -> Response {
    let Some(asset) = pages::asset(bundle, name) else {
        return text(StatusCode::NOT_FOUND, "text/plain; charset=utf-8", "not found\n");
    };
    let reads = asked.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let takes = |form: &str| {
        reads.split(',').map(str::trim).any(|part| {
            part.split(';').next().is_some_and(|n| n.trim() == form) && !part.replace(' ', "").ends_with(";q=0")
        })
    };
    let (bytes, encoding) = match (asset.brotli, asset.gzip) {
        (Some(brotli), _) if takes("br") => (brotli, Some("br")),
        (_, Some(gzip)) if takes("gzip") => (gzip, Some("gzip")),
        _ => (asset.plain, None),
    };
    let mut response = text(StatusCode::OK, asset.kind, Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}
