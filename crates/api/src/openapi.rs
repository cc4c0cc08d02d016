//! The description (OpenAPI 3.1), made from the table of routes.

use crate::problem::{KINDS, Problem};
use crate::routes::{Door, ETAG, Method, Param, Route, routes};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The description.
#[must_use]
pub fn description() -> Value {
    let made_for = |settings: SchemaSettings| {
        settings.with(|s| "/components/schemas".clone_into(s.definitions_path.to_mut())).into_generator()
    };
    let mut generator = made_for(SchemaSettings::draft2020_12().for_serialize());
    // What is sent is described as it is read: what may be left out is not required.
    let mut sent = made_for(SchemaSettings::draft2020_12());
    let problem = generator.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let body = route
            .body
            .map(|of| json!({ "required": true, "content": { "application/json": { "schema": of(&mut sent) } } }));
        let good = route.good.schema.map(|of| of(&mut generator));
        let mut operation = json!({
            "operationId": route.id,
            "tags": [route.tag],
            "summary": route.words,
            "parameters": parameters(route),
            "responses": responses(route, good.map(Value::from), &Value::from(problem.clone())),
        });
        if let Some(body) = body {
            operation["requestBody"] = body;
        }
        operation["security"] = if route.door == Door::Everybody { json!([]) } else { json!([{ "token": [] }]) };
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.name().to_lowercase()] = operation;
    }
    let (mut schemas, sent) = (generator.take_definitions(true), sent.take_definitions(true));
    // Where something is sent otherwise than it is answered, it has a name of its own.
    let mut others: Vec<&String> =
        sent.iter().filter(|(name, schema)| schemas.get(*name).is_some_and(|s| s != *schema)).map(|(n, _)| n).collect();
    // And so has what refers to it.
    while let Some((name, _)) = sent.iter().find(|(name, schema)| {
        let referring = !others.contains(name) && schemas.contains_key(*name);
        referring && others.iter().any(|other| schema.to_string().contains(&format!("/{other}\"")))
    }) {
        others.push(name);
    }
    let of_sent = |value: &Value| {
        let mut value = value.clone();
        renamed(&mut value, &others);
        value
    };
    for (name, schema) in &sent {
        let name = if others.contains(&name) { format!("{name}{SENT}") } else { name.clone() };
        schemas.insert(name, of_sent(schema));
    }
    for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(|path| path.values_mut()) {
        if let Some(body) = operation.get_mut("requestBody") {
            *body = of_sent(body);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Casement",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Casework under published privacy notices. A token acts for one account, in one capacity, for one purpose. Everything goes through the same gate as the pages: what is withheld says that it is, and why; what somebody may not know of does not exist (404). Every disclosure is on the ledger before it leaves.",
            "license": { "name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later" },
        },
        "servers": [{ "url": crate::ROOT }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "A token from the page Tokens for programs, or from `casement token make`" } },
        },
    })
}

/// What is put behind the name of something as it is sent, where it is answered otherwise.
const SENT: &str = "ToSend";

/// References to some schemas by their other names.
fn renamed(value: &mut Value, others: &[&String]) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(to)) = map.get_mut("$ref")
                && others.iter().any(|name| to.rsplit('/').next() == Some(name.as_str()))
            {
                to.push_str(SENT);
            }
            map.values_mut().for_each(|value| renamed(value, others));
        }
        Value::Array(all) => all.iter_mut().for_each(|value| renamed(value, others)),
        _ => {}
    }
}

fn parameters(route: &Route) -> Vec<Value> {
    let schema = |name: &str| match name {
        "authority" | "notice" | "service" | "category" | "question" | "template" => {
            json!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" })
        }
        "channel" => json!({ "enum": ["text", "email", "letter"] }),
        "pair" => json!({ "type": "integer", "minimum": 1, "maximum": 1_000_000 }),
        _ => json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" }),
    };
    let in_path = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema(name) }));
    let others = route.params.iter().map(|param: &Param| {
        json!({
            "name": param.name,
            "in": if param.header { "header" } else { "query" },
            "required": false,
            "description": param.words,
            "schema": serde_json::from_str::<Value>(param.schema).unwrap_or_default(),
        })
    });
    // What was looked at is asked for again without all of it coming again.
    let known = (route.method == Method::Get).then(|| {
        let words = "The ETag of what the program has: if that is so still, the answer is 304 and empty";
        json!({ "name": "If-None-Match", "in": "header", "required": false, "description": words, "schema": { "type": "string" } })
    });
    in_path.chain(others).chain(known).collect()
}

/// The statuses of the problems that a route can answer with.
pub(crate) fn problems(route: &Route) -> Vec<u16> {
    let mut all = route.problems.to_vec();
    all.extend([400, 429, 500, 503]);
    if route.door != Door::Everybody {
        all.push(401);
    }
    if matches!(route.door, Door::Caseworkers | Door::Staff | Door::Governors | Door::Administrators)
        || route.path.contains('{')
    {
        all.push(404);
        if route.path.contains("{case}") {
            // A closed case wants a reason first.
            all.push(409);
        }
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn responses(route: &Route, good: Option<Value>, problem: &Value) -> Value {
    let mut all = Map::new();
    let mut answer = json!({ "description": route.good.words });
    if let Some(schema) = good {
        answer["content"] = json!({ "application/json": { "schema": schema } });
    }
    let tagged = (route.method == Method::Get).then_some(ETAG);
    for (name, words) in route.good.headers.iter().chain(tagged.iter().filter(|t| !route.good.headers.contains(t))) {
        answer["headers"][*name] = json!({ "description": words, "schema": { "type": "string" } });
    }
    all.insert(route.good.status.to_string(), answer);
    if tagged.is_some() {
        let etag = json!({ "ETag": { "description": ETAG.1, "schema": { "type": "string" } } });
        all.insert("304".to_owned(), json!({ "description": "It is as the program has it", "headers": etag }));
    }
    for status in problems(route) {
        let title =
            KINDS.iter().find(|(_, kind, _)| kind.as_u16() == status).map_or("A problem", |(_, _, title)| *title);
        all.insert(
            status.to_string(),
            json!({ "description": title, "content": { "application/problem+json": { "schema": problem } } }),
        );
    }
    Value::Object(all)
}
