//! The template engine: strict about what is undefined, escaping everything.

use crate::frame::{Area, Frame};
use crate::{components, embedded};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

/// The one inline script, which tells the style sheets that scripts run. The content security policy names its hash.
pub const BOOTSTRAP: &str = "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');";

/// A page: a context with its template.
pub trait Page: Serialize {
    /// The template's name.
    const TEMPLATE: &'static str;
    /// The part of the navigation it belongs to.
    const AREA: Area;
}

macro_rules! page {
    ($context:ty => $template:literal, $area:expr) => {
        impl crate::engine::Page for $context {
            const TEMPLATE: &'static str = $template;
            const AREA: Area = $area;
        }
    };
}
pub(crate) use page;

/// A template failed: a fault in the program, never in what was typed. Says where, not what stood there.
#[derive(Debug, thiserror::Error)]
#[error("the page {template} cannot be rendered: {kind} at line {line}")]
pub struct RenderError {
    template: String,
    kind: String,
    line: usize,
}

impl RenderError {
    fn from_engine(template: &str, error: &minijinja::Error) -> Self {
        Self {
            template: error.name().unwrap_or(template).to_owned(),
            kind: error.kind().to_string(),
            line: error.line().unwrap_or_default(),
        }
    }
}

/// All pages, ready to be rendered.
#[derive(Debug)]
pub struct Pages(Environment<'static>);

#[derive(Serialize)]
struct Context<'a, P> {
    page: &'a P,
    frame: &'a Frame,
    area: Area,
    assets: &'static str,
}

impl Pages {
    /// Loads every template.
    ///
    /// # Errors
    /// When one does not parse; the tests would have said so.
    pub fn new() -> Result<Self, RenderError> {
        let mut env = Environment::new();
        // Error messages must not quote values.
        env.set_debug(false);
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_auto_escape_callback(|_| AutoEscape::Html);
        env.set_formatter(components::format);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        env.set_syntax(syntax.map_err(|e| RenderError::from_engine("syntax", &e))?);
        env.add_global("BOOTSTRAP", Value::from_safe_string(BOOTSTRAP.to_owned()));
        components::offer(&mut env).map_err(|e| RenderError::from_engine("components", &e))?;
        for (name, source) in embedded::ours() {
            env.add_template(name, source).map_err(|e| RenderError::from_engine(name, &e))?;
        }
        Ok(Self(env))
    }
    /// Renders a page in its frame.
    ///
    /// # Errors
    /// When the template and its context do not fit, which is a fault in the program.
    pub fn render<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, RenderError> {
        let context = Context { page, frame, area: P::AREA, assets: embedded::bundle() };
        self.0
            .get_template(P::TEMPLATE)
            .and_then(|template| template.render(Value::from(Serde(&context))))
            .map(|html| numbered(&html, &frame.once))
            .map_err(|e| RenderError::from_engine(P::TEMPLATE, &e))
    }
}

/// Each form of a page with a key of its own: what is sent with one says nothing of the others.
fn numbered(html: &str, key: &str) -> String {
    let field = format!("name=\"once\" value=\"{key}");
    if key.is_empty() {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 64);
    for (number, part) in html.split(field.as_str()).enumerate() {
        if number > 0 {
            out.push_str(&field);
            out.push('.');
            out.push_str(&number.to_string());
        }
        out.push_str(part);
    }
    out
}

/// The names of all templates that are pages (parts and macros begin with an underscore).
pub fn templates() -> impl Iterator<Item = &'static str> {
    embedded::ours().iter().map(|(name, _)| *name).filter(|name| !name.starts_with('_'))
}
