//! The description (OpenAPI 3.1), made from the table of routes.

use crate::problem::{KINDS, Problem};
use crate::routes::{Door, Param, Route, routes};
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// The description.
#[must_use]
pub fn description() -> Value {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|s| "/components/schemas".clone_into(s.definitions_path.to_mut()))
        .for_serialize()
        .into_generator();
    let problem = generator.subschema_for::<Problem>();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes() {
        let body = route.body.map(|of| {
            // What is sent is described as it is read.
            json!({ "required": true, "content": { "application/json": { "schema": of(&mut generator) } } })
        });
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
            "schemas": generator.take_definitions(true),
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "A token from the page Tokens for programs, or from `casement token make`" } },
        },
    })
}

fn parameters(route: &Route) -> Vec<Value> {
    let schema = |name: &str| match name {
        "case" | "account" | "item" | "task" | "person" | "other" | "link" => {
            json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
        }
        _ => json!({ "type": "string", "pattern": "^[a-z0-9-]{1,64}$" }),
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
    in_path.chain(others).collect()
}

/// The statuses of the problems that a route can answer with.
pub(crate) fn problems(route: &Route) -> Vec<u16> {
    let mut all = route.problems.to_vec();
    all.extend([400, 429, 500, 503]);
    if route.door != Door::Everybody {
        all.push(401);
    }
    if matches!(route.door, Door::Caseworkers | Door::Administrators) || route.path.contains('{') {
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
    for (name, words) in route.good.headers {
        answer["headers"][*name] = json!({ "description": words, "schema": { "type": "string" } });
    }
    all.insert(route.good.status.to_string(), answer);
    for status in problems(route) {
        let title = KINDS.iter().find(|(kind, _)| kind.as_u16() == status).map_or("A problem", |(_, title)| *title);
        all.insert(
            status.to_string(),
            json!({ "description": title, "content": { "application/problem+json": { "schema": problem } } }),
        );
    }
    Value::Object(all)
}
