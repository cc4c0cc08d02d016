//! The design system's components under minijinja.
//!
//! The macros were written for Python's Jinja. They run unchanged in an environment of their own with what Python
//! gives them and minijinja does not: methods of dictionaries and strings, `length` of anything, lower-case truth. Our
//! pages call them as functions (`govukButton({...})`), so that pages stay strict about what is undefined while the
//! macros, which count on leniency, are not held to it.

use crate::embedded;
use minijinja::value::{Object, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use std::fmt::Write as _;
use std::sync::Arc;

/// A component's function name and template.
const COMPONENTS: &[(&str, &str)] = &[
    ("govukAccordion", "accordion"),
    ("govukBackLink", "back-link"),
    ("govukBreadcrumbs", "breadcrumbs"),
    ("govukButton", "button"),
    ("govukCharacterCount", "character-count"),
    ("govukCheckboxes", "checkboxes"),
    ("govukCookieBanner", "cookie-banner"),
    ("govukDateInput", "date-input"),
    ("govukDetails", "details"),
    ("govukErrorMessage", "error-message"),
    ("govukErrorSummary", "error-summary"),
    ("govukExitThisPage", "exit-this-page"),
    ("govukFieldset", "fieldset"),
    ("govukFileUpload", "file-upload"),
    ("govukFooter", "footer"),
    ("govukGenericHeader", "generic-header"),
    ("govukHeader", "header"),
    ("govukHint", "hint"),
    ("govukInput", "input"),
    ("govukInsetText", "inset-text"),
    ("govukLabel", "label"),
    ("govukNotificationBanner", "notification-banner"),
    ("govukPagination", "pagination"),
    ("govukPanel", "panel"),
    ("govukPasswordInput", "password-input"),
    ("govukPhaseBanner", "phase-banner"),
    ("govukRadios", "radios"),
    ("govukSelect", "select"),
    ("govukServiceNavigation", "service-navigation"),
    ("govukSkipLink", "skip-link"),
    ("govukSummaryList", "summary-list"),
    ("govukTable", "table"),
    ("govukTabs", "tabs"),
    ("govukTag", "tag"),
    ("govukTaskList", "task-list"),
    ("govukTextarea", "textarea"),
    ("govukWarningText", "warning-text"),
];

/// The components by themselves, as the conformance suite calls them.
#[derive(Debug)]
pub struct Components(Environment<'static>);

impl Components {
    /// Loads them.
    ///
    /// # Errors
    /// When a macro does not parse: the installed files are not those that were locked.
    pub fn new() -> Result<Self, Error> {
        environment().map(Self)
    }
    /// Renders a component, named as its folder in the design system, with its options.
    ///
    /// # Errors
    /// When there is no such component, or its macro fails.
    pub fn render(&self, component: &str, options: Value) -> Result<String, Error> {
        let (function, folder) = COMPONENTS
            .iter()
            .find(|(_, folder)| *folder == component)
            .ok_or_else(|| Error::new(ErrorKind::UnknownFunction, format!("there is no component {component}")))?;
        call(&self.0, function, &template_of(folder), &[options])
    }
}

fn template_of(folder: &str) -> String {
    format!("govuk_frontend_jinja/components/{folder}/macro.html")
}

/// The environment in which the components run.
pub(crate) fn environment() -> Result<Environment<'static>, Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Chainable);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_formatter(format);
    env.set_unknown_method_callback(python_method);
    env.add_filter("length", |value: &Value| value.len().unwrap_or(0));
    env.add_filter("lower", lower);
    env.add_filter(
        "string",
        |value: &Value| if value.kind() == ValueKind::Bool { lower(value) } else { value.to_string() },
    );
    env.add_filter("trim", trim);
    env.add_filter("indent", |value: Value, _width: Option<usize>, _first: Option<bool>| value);
    env.add_function("casement_attributes", |attributes: &Value| Value::from_safe_string(self::attributes(attributes)));
    env.add_global("undefined", Value::UNDEFINED);
    env.add_global("null", Value::from(()));
    for (name, source) in embedded::components() {
        if name.ends_with("macros/attributes.html") {
            // Every element's attributes go through this one macro: in Rust it is several times as fast.
            env.add_template(name, "{% set govukAttributes = casement_attributes %}")?;
        } else {
            env.add_template(name, source)?;
        }
    }
    Ok(env)
}

/// Makes every component callable from another environment.
pub(crate) fn offer(env: &mut Environment<'static>) -> Result<(), Error> {
    let components = Arc::new(environment()?);
    for (function, folder) in COMPONENTS {
        let template = template_of(folder);
        env.add_global(
            *function,
            Value::from_object(Component { components: Arc::clone(&components), function, template }),
        );
    }
    Ok(())
}

/// A component as a function.
#[derive(Debug)]
struct Component {
    components: Arc<Environment<'static>>,
    function: &'static str,
    template: String,
}

impl Object for Component {
    fn call(self: &Arc<Self>, _state: &mut State<'_, '_>, args: &[Value]) -> Result<Value, Error> {
        if let Some(params) = args.first() {
            only_captured_markup(params)?;
        }
        call(&self.components, self.function, &self.template, args).map(Value::from_safe_string)
    }
}

/// Calls a component's macro.
pub(crate) fn call(
    env: &Environment<'static>,
    function: &str,
    template: &str,
    args: &[Value],
) -> Result<String, Error> {
    env.get_template(template)?.render_captured(())?.with_state_mut(|state| state.call_macro(function, args))
}

/// Components print what is under `html` as it is. Only markup that a template wrote itself (a captured block, already
/// escaped) may stand there: a plain text is refused, so that nothing typed by anybody can become markup.
fn only_captured_markup(params: &Value) -> Result<(), Error> {
    match params.kind() {
        ValueKind::Map => {
            for key in params.try_iter()? {
                let value = params.get_item(&key)?;
                let name = key.as_str().unwrap_or_default();
                let is_markup = name == "html" || name.ends_with("Html");
                if is_markup && value.kind() == ValueKind::String && !value.is_safe() {
                    return Err(Error::new(
                        ErrorKind::InvalidOperation,
                        "a component's html has to be a captured block: use {% set x %}…{% endset %}, or text",
                    ));
                }
                only_captured_markup(&value)?;
            }
            Ok(())
        }
        ValueKind::Seq => params.try_iter()?.try_for_each(|value| only_captured_markup(&value)),
        _ => Ok(()),
    }
}

fn lower(value: &Value) -> String {
    value.to_string().to_lowercase()
}

/// `trim` that keeps markup markup.
fn trim(value: Value) -> Value {
    let Some(text) = value.as_str() else { return value };
    let trimmed = text.trim();
    if value.is_safe() { Value::from_safe_string(trimmed.to_owned()) } else { Value::from(trimmed) }
}

/// The methods of Python's dictionaries and strings that the macros use.
fn python_method(state: &mut State<'_, '_>, value: &Value, method: &str, args: &[Value]) -> Result<Value, Error> {
    match (value.kind(), method) {
        (ValueKind::Map, "items") => state.apply_filter("items", std::slice::from_ref(value)),
        (ValueKind::Map, "get") => {
            let found = args.first().map_or(Ok(Value::UNDEFINED), |key| value.get_item(key))?;
            Ok(if found.is_undefined() { args.get(1).cloned().unwrap_or(Value::from(())) } else { found })
        }
        _ => Err(Error::from(ErrorKind::UnknownMethod)),
    }
}

/// The attributes of an element, from a dictionary of `name: value` or `name: {value, optional}`.
fn attributes(given: &Value) -> String {
    let mut out = String::new();
    if let Some(text) = given.as_str() {
        out.push_str(text);
        return out;
    }
    let Ok(names) = given.try_iter() else { return out };
    for name in names {
        let value = given.get_item(&name).unwrap_or_default();
        let (value, optional) = if value.kind() == ValueKind::Map && !value.is_safe() {
            let optional = value.get_attr("optional").is_ok_and(|o| o.is_true());
            (value.get_attr("value").unwrap_or_default(), optional)
        } else {
            (value, false)
        };
        if optional && value.kind() == ValueKind::Bool {
            if value.is_true() {
                let _ = write!(out, " {}", Escaped(&name));
            }
            continue;
        }
        if value.is_undefined() || value.is_none() {
            if !optional {
                let _ = write!(out, " {}=\"\"", Escaped(&name));
            }
            continue;
        }
        let _ = write!(out, " {}=\"{}\"", Escaped(&name), Escaped(&value));
    }
    out
}

/// Writes a value into a template's output. Text is escaped as the design system's fixtures have it: the slash, which
/// cannot end anything in HTML, stays as it is, so that addresses are readable and short.
pub(crate) fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => {
            escape(out, text).map_err(Error::from)
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

fn escape(out: &mut dyn std::fmt::Write, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        let mut letters = special.chars();
        out.write_str(match letters.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&#34;",
            _ => "&#39;",
        })?;
        rest = letters.as_str();
    }
    out.write_str(rest)
}

/// A value, escaped for HTML unless it is markup already; truth as HTML writes it.
struct Escaped<'a>(&'a Value);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.as_str() {
            Some(text) if self.0.is_safe() => f.write_str(text),
            Some(text) => escape(f, text),
            None if self.0.kind() == ValueKind::Bool => write!(f, "{}", self.0.is_true()),
            None => escape(f, &self.0.to_string()),
        }
    }
}
