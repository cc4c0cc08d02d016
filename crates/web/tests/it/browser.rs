//! A small browser: keeps cookies, follows nothing, finds the form's token on the page.

use app::Capacity;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use identity::SessionToken;
use kernel::{AccountId, Caller, CaseId, SessionId};
use std::collections::BTreeMap;
use store::{Account, Session};
use testkit::House;
use tower::ServiceExt;
use web::Settings;

pub const COVENTRY: &str = "coventry/homelessness-and-cbl";
pub const NEW_CASE: &str = "/cases/new/coventry/homelessness-and-cbl/homelessness";

/// A house with its pages.
pub struct Site {
    pub house: House,
    pub router: Router,
}

impl Site {
    pub fn new() -> Self {
        Self::with(&[COVENTRY])
    }
    pub fn with(notices: &[&str]) -> Self {
        let house = House::new(notices);
        let settings = Settings { council: "Coventry City Council".into(), demo: true, secure: false };
        let router = web::router(house.app.clone(), settings).unwrap();
        Self { house, router }
    }
    pub fn nobody(&self) -> Browser<'_> {
        Browser { site: self, cookies: BTreeMap::new() }
    }
    /// Somebody logged in, acting as a principal for a purpose (none: an administrator without a capacity).
    pub fn person(&self, acting: Option<(&str, &str, &str)>, administers: bool, second_factor: bool) -> Browser<'_> {
        let mut entropy = self.house.entropy();
        let now = self.house.now();
        let account = AccountId::new(now, &mut entropy);
        let capacity = acting.map(|(notice, principal, _)| {
            Capacity { notice: notice.to_owned(), principal: principal.to_owned() }.stored()
        });
        let token = SessionToken::new(&mut entropy);
        let row = Account {
            id: account,
            username: format!("user-{account}"),
            name: format!("Robin {}", acting.map_or("Admin", |(_, principal, _)| principal)),
            administers,
            capacities: capacity.clone().into_iter().collect(),
            enrolment: None,
            created_at: now,
            disabled_at: None,
        };
        let session = Session {
            id: SessionId::new(now, &mut entropy),
            token_hash: token.digest().to_vec(),
            account,
            capacity: capacity.unwrap_or_default(),
            purpose: acting.map_or_else(String::new, |(_, _, purpose)| purpose.to_owned()),
            second_factor,
            began_at: now,
            last_seen_at: now,
            expires_at: now.plus_seconds(12 * 60 * 60),
        };
        let system = Caller::system(self.house.authority, "test");
        self.house
            .app
            .store()
            .write(&system, "log in", move |tx| {
                tx.insert_account(&row)?;
                tx.insert_session(&session)
            })
            .unwrap_or_else(|e: store::StoreError| panic!("no session: {e}"));
        let cookies = BTreeMap::from([("session".to_owned(), token.cookie().expose().clone())]);
        Browser { site: self, cookies }
    }
    pub fn officer(&self) -> Browser<'_> {
        self.person(Some((COVENTRY, "role:housing-officer", "prevent-relieve")), false, true)
    }
    pub fn partner(&self, party: &str) -> Browser<'_> {
        self.person(Some((COVENTRY, party, "refer")), false, true)
    }
    pub fn administrator(&self) -> Browser<'_> {
        self.person(None, true, true)
    }
}

/// What came back.
#[derive(Debug)]
pub struct Came {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Came {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |v| v.to_str().unwrap())
    }
    /// The case that an address leads to.
    pub fn case(&self) -> CaseId {
        self.location().strip_prefix("/cases/").unwrap().parse().unwrap()
    }
    pub fn heading(&self) -> &str {
        self.body.split("<h1").nth(1).and_then(|h| h.split('>').nth(1)).and_then(|h| h.split('<').next()).unwrap_or("")
    }
}

/// A browser.
#[derive(Clone)]
pub struct Browser<'a> {
    pub site: &'a Site,
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub fn send(&mut self, request: Request<Body>) -> Came {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (mut parts, body) = request.into_parts();
        if !self.cookies.is_empty() {
            let line: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            parts.headers.insert(header::COOKIE, line.join("; ").parse().unwrap());
        }
        let came = runtime.block_on(async {
            let response = self.site.router.clone().oneshot(Request::from_parts(parts, body)).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            Came { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
        });
        for cookie in came.headers.get_all(header::SET_COOKIE) {
            let (pair, rest) = cookie.to_str().unwrap().split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        came
    }
    pub fn get(&mut self, path: &str) -> Came {
        self.send(Request::get(path).body(Body::empty()).unwrap())
    }
    /// Sends a form as it is, without a token of its own.
    pub fn post_raw(&mut self, path: &str, fields: &[(&str, &str)]) -> Came {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.send(request)
    }
    /// The token of this browser's session.
    pub fn token(&mut self) -> String {
        let page = if self.cookies.contains_key("session") { "/notices" } else { "/login" };
        let came = self.get(page);
        token_on(&came.body)
    }
    /// Sends a form with the session's token.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Came {
        let token = self.token();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all)
    }
    /// Fills in the form of a new case: every required field of the officer's form gets something that fits.
    pub fn create(&mut self, name: &str) -> CaseId {
        let page = self.get(NEW_CASE);
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let mut fields = required(&page.body);
        for (field, value) in &mut fields {
            if field.ends_with(".name") {
                name.clone_into(value);
            }
        }
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let came = self.post(NEW_CASE, &fields);
        assert_eq!(came.status, StatusCode::SEE_OTHER, "{}", came.body);
        came.case()
    }
}

pub fn token_on(html: &str) -> String {
    html.split("name=\"csrf\" value=\"").nth(1).and_then(|t| t.split('"').next()).unwrap_or_default().to_owned()
}

/// Something that fits for every field that is marked as required.
pub fn required(html: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for group in html.split("govuk-form-group").skip(1) {
        if !group.split("</legend>").next().unwrap_or("").split("</label>").next().unwrap_or("").contains(">required<") {
            continue;
        }
        let inputs: Vec<&str> = group.split("name=\"").skip(1).collect();
        let Some(first) = inputs.first() else { continue };
        let name = first.split('"').next().unwrap().to_owned();
        if let Some(base) = name.strip_suffix("-day") {
            for (part, value) in [("day", "3"), ("month", "5"), ("year", "1984")] {
                fields.push((format!("{base}-{part}"), value.to_owned()));
            }
        } else if group.contains("type=\"radio\"") || group.contains("type=\"checkbox\"") {
            let value = group.split("value=\"").nth(1).and_then(|v| v.split('"').next()).unwrap_or_default();
            fields.push((name, value.replace("&amp;", "&").replace("&#x27;", "'").replace("&#39;", "'").replace("&#x2f;", "/")));
        } else {
            let value = if name.contains("email") {
                "someone@example.com"
            } else if name.contains("postcode") {
                "CV1 1AA"
            } else if name.contains("phone") {
                "07700 900123"
            } else if group.contains("inputmode=\"decimal\"") {
                "2"
            } else {
                "Something"
            };
            fields.push((name, value.to_owned()));
        }
    }
    fields
}

pub fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}
