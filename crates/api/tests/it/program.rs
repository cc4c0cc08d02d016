//! A program with a token.

use api::Rate;
use app::{Actor, NewToken};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use kernel::CaseId;
use serde_json::{Value, json};
use testkit::House;
use tower::ServiceExt;

pub const COVENTRY: &str = "coventry/homelessness-and-cbl";

/// A house with its interface and its pages.
pub struct Site {
    pub house: House,
    pub router: Router,
}

/// What came back.
#[derive(Debug)]
pub struct Came {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Came {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }
}

/// A program.
#[derive(Clone)]
pub struct Program<'a> {
    pub site: &'a Site,
    pub actor: Actor,
    pub token: String,
}

impl Site {
    pub fn new() -> Self {
        Self::with(&[COVENTRY])
    }
    pub fn at_rate(rate: Rate) -> Self {
        Self::over(rate, &[COVENTRY])
    }
    /// With these notices.
    pub fn with(notices: &[&str]) -> Self {
        Self::over(Rate { a_minute: 1_000_000, at_once: 1_000_000 }, notices)
    }
    fn over(rate: Rate, notices: &[&str]) -> Self {
        let house = House::new(notices);
        let settings =
            web::Settings { council: "Coventry City Council".into(), demo: true, secure: false, origin: None };
        let programs =
            api::router(house.app.clone(), api::Settings { council: settings.council.clone(), origin: None, rate });
        let router = web::router(house.app.clone(), settings).unwrap().nest(api::ROOT, programs);
        Self { house, router }
    }
    pub fn program(&self, principal: &str, purpose: &str) -> Program<'_> {
        let actor = self.house.actor(COVENTRY, principal, purpose);
        self.program_of(actor)
    }
    pub fn program_of(&self, actor: Actor) -> Program<'_> {
        let new = NewToken {
            name: "test".into(),
            capacity: if actor.capacity.notice.is_empty() { String::new() } else { actor.capacity.stored() },
            purpose: actor.purpose.clone(),
            days: 30,
        };
        let token = self.house.app.make_token(&actor, &new).unwrap().shown().expose().clone();
        Program { site: self, actor, token }
    }
    pub fn officer(&self) -> Program<'_> {
        self.program("role:housing-officer", "prevent-relieve")
    }
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Came {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |b| Body::from(b.to_string()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
            let (parts, body) = response.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let body = serde_json::from_str(&text).unwrap_or_default();
            Came { status: parts.status, headers: parts.headers, body, text }
        })
    }
}

impl Program<'_> {
    pub fn ask(&self, method: &str, path: &str, more: &[(&str, &str)], body: Option<&Value>) -> Came {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![(header::AUTHORIZATION.as_str(), bearer.as_str())];
        if body.is_some() {
            headers.push(("content-type", "application/json"));
        }
        headers.extend_from_slice(more);
        self.site.send(method, &format!("{}{path}", api::ROOT), &headers, body)
    }
    pub fn get(&self, path: &str) -> Came {
        self.ask("GET", path, &[], None)
    }
    pub fn post(&self, path: &str, body: &Value) -> Came {
        self.ask("POST", path, &[], Some(body))
    }
    pub fn create(&self, name: &str) -> CaseId {
        let came = self.post("/cases", &new_case(name));
        assert_eq!(came.status, StatusCode::CREATED, "{}", came.text);
        came.body["id"].as_str().unwrap().parse().unwrap()
    }
}

/// Everything that has to be given for a case of the homelessness service.
pub fn new_case(name: &str) -> Value {
    json!({
        "service": "homelessness",
        "sections": {
            "identity": { "name": name },
            "personal-details": { "date-of-birth": "1984-03-05" },
            "contact": { "address": "1 Example Row", "phone": "07700 900123" },
            "household": { "dependent-children": "2" },
            "circumstances": { "reason-for-homelessness": "Domestic abuse", "what-happened": "Had to leave" },
            "housing-needs": { "bedrooms": "2" },
            "health": { "health-conditions": "Asthma" },
        },
    })
}
