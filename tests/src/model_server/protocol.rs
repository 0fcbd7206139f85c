//! The two protocols: which requests they allow, and what answers and errors look like.

use serde_json::{Value, json};

use super::http::{Request, Response};
use super::{Call, Say};

/// Whose interface is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// Chat completions, which Ollama, vLLM and llama.cpp have too.
    OpenAi,
    /// Messages.
    Anthropic,
    /// OpenAI's embeddings; the texts are the call's messages.
    Embeddings,
}

impl Protocol {
    fn error(self, status: u16, code: &str, message: &str) -> Response {
        let body = match self {
            Self::OpenAi | Self::Embeddings => json!({"error": {
                "message": message, "type": "invalid_request_error", "param": null, "code": code,
            }}),
            Self::Anthropic => {
                json!({"type": "error", "error": {"type": code, "message": message}})
            }
        };
        as_json(status, &body)
    }
}

fn as_json(status: u16, body: &Value) -> Response {
    Response {
        status,
        headers: vec![("content-type", "application/json".to_owned())],
        body: body.to_string(),
    }
}

/// The call that a request is, or what the provider would say to it. Like OpenAI, it repeats a
/// wrong key.
pub(super) fn understand(request: &Request, key: Option<&str>) -> Result<Call, Response> {
    let protocol = match request.path.as_str() {
        "/v1/chat/completions" => Protocol::OpenAi,
        "/v1/messages" => Protocol::Anthropic,
        "/v1/embeddings" => Protocol::Embeddings,
        path => return Err(Protocol::OpenAi.error(404, "not_found", &format!("no {path}"))),
    };
    let header = |name: &str| request.headers.get(name).map_or("", String::as_str);
    let bad = |message: &str| protocol.error(400, "invalid_request_error", message);
    if request.method != "POST" || !header("content-type").starts_with("application/json") {
        return Err(bad("send JSON with POST"));
    }
    let given = match protocol {
        Protocol::OpenAi | Protocol::Embeddings => {
            header("authorization").trim_start_matches("Bearer ")
        }
        Protocol::Anthropic => header("x-api-key"),
    };
    if key.is_some_and(|key| key != given) {
        let code = match protocol {
            Protocol::OpenAi | Protocol::Embeddings => "invalid_api_key",
            Protocol::Anthropic => "authentication_error",
        };
        return Err(protocol.error(401, code, &format!("Incorrect API key provided: {given}.")));
    }
    let body: Value = serde_json::from_slice(&request.body).map_err(|e| bad(&e.to_string()))?;
    let (system, messages) = match protocol {
        Protocol::Embeddings => inputs(&body).map_err(bad)?,
        _ => conversation(protocol, &body).map_err(bad)?,
    };
    if protocol == Protocol::Anthropic && header("anthropic-version").is_empty() {
        return Err(bad("anthropic-version: header is required"));
    }
    Ok(Call {
        number: 0,
        protocol,
        headers: request.headers.clone(),
        body,
        system,
        messages,
    })
}

type Said = (String, Vec<(String, String)>);

fn inputs(body: &Value) -> Result<Said, &'static str> {
    if body["model"].as_str().is_none_or(str::is_empty) {
        return Err("model: field required");
    }
    let texts = match &body["input"] {
        Value::Array(texts) => texts.clone(),
        one => vec![one.clone()],
    };
    let texts = texts.iter().map(|text| match text.as_str() {
        Some(text) if !text.is_empty() => Ok(("input".to_owned(), text.to_owned())),
        _ => Err("input: no text, or an empty one"),
    });
    Ok((String::new(), texts.collect::<Result<_, _>>()?))
}

fn conversation(protocol: Protocol, body: &Value) -> Result<Said, &'static str> {
    if body["model"].as_str().is_none_or(str::is_empty) {
        return Err("model: field required");
    }
    if body["stream"].as_bool() == Some(true) {
        return Err("this server does not stream");
    }
    let in_range = |name: &str, most: f64| {
        body[name].is_null()
            || body[name]
                .as_f64()
                .is_some_and(|n| (0.0..=most).contains(&n))
    };
    let hottest = match protocol {
        Protocol::OpenAi | Protocol::Embeddings => 2.0,
        Protocol::Anthropic => 1.0,
    };
    if !in_range("temperature", hottest) {
        return Err("temperature: out of range");
    }
    if protocol == Protocol::Anthropic && body["max_tokens"].as_u64().is_none_or(|n| n == 0) {
        return Err("max_tokens: field required");
    }
    if protocol == Protocol::Anthropic && !body["seed"].is_null() {
        return Err("seed: extra inputs are not permitted");
    }
    let mut messages = Vec::new();
    for message in body["messages"]
        .as_array()
        .ok_or("messages: field required")?
    {
        let role = message["role"].as_str().ok_or("role: field required")?;
        let text = text(&message["content"]).ok_or("content: neither text nor text parts")?;
        if text.trim().is_empty() {
            return Err("messages: text content must not be empty");
        }
        messages.push((role.to_owned(), text));
    }
    let system = match protocol {
        Protocol::Anthropic => text(&body["system"]).unwrap_or_default(),
        Protocol::OpenAi if messages.first().is_some_and(|(role, _)| role == "system") => {
            messages.remove(0).1
        }
        Protocol::OpenAi | Protocol::Embeddings => String::new(),
    };
    let turns = ["user", "assistant"].iter().cycle();
    let in_turn = messages
        .iter()
        .zip(turns)
        .all(|((role, _), turn)| role == turn);
    if !in_turn || messages.len() % 2 == 0 {
        return Err("messages: roles must alternate and end with the user");
    }
    Ok((system, messages))
}

/// Of a content that is a text, or parts of text.
fn text(content: &Value) -> Option<String> {
    if let Some(text) = content.as_str() {
        return Some(text.to_owned());
    }
    let parts = content.as_array()?.iter();
    parts.map(|part| part["text"].as_str()).collect()
}

/// `None` where nothing is sent.
pub(super) fn response(call: &Call, say: &Say) -> Option<Response> {
    let whole = "A whole answer, of which only a part arrives.";
    let ends = match call.protocol {
        Protocol::OpenAi | Protocol::Embeddings => ["stop", "length", "content_filter"],
        Protocol::Anthropic => ["end_turn", "max_tokens", "refusal"],
    };
    Some(match say {
        Say::Text(text) => as_json(200, &answer(call, text, ends[0])),
        Say::Vectors(vectors) => as_json(200, &embeddings(call, vectors)),
        Say::Cut(text) => as_json(200, &answer(call, text, ends[1])),
        Say::Refuse => as_json(200, &answer(call, "", ends[2])),
        Say::BreakOff => as_json(200, &answer(call, whole, ends[0])),
        Say::Error(status, code, headers) => {
            // Providers may repeat what they were asked.
            let message = format!("no answer to: {}", call.user());
            let mut response = call.protocol.error(*status, code, &message);
            response.headers.extend(headers.iter().cloned());
            response
        }
        Say::Raw(body) => Response {
            body: body.clone(),
            ..as_json(200, &Value::Null)
        },
        Say::HangUp | Say::After(..) => return None,
    })
}

fn embeddings(call: &Call, vectors: &[Vec<f32>]) -> Value {
    let data = vectors
        .iter()
        .enumerate()
        .map(|(index, vector)| json!({"object": "embedding", "index": index, "embedding": vector}));
    let words = |(_, text): &(String, String)| text.split_whitespace().count();
    let asked: usize = call.messages.iter().map(words).sum();
    json!({
        "object": "list",
        "model": call.body["model"],
        "data": data.collect::<Vec<_>>(),
        "usage": {"prompt_tokens": asked, "total_tokens": asked},
    })
}

fn answer(call: &Call, text: &str, end: &str) -> Value {
    let words = |text: &str| text.split_whitespace().count();
    let asked = words(&call.system)
        + call
            .messages
            .iter()
            .map(|(_, text)| words(text))
            .sum::<usize>();
    let (model, answered) = (&call.body["model"], words(text));
    match call.protocol {
        Protocol::OpenAi | Protocol::Embeddings => json!({
            "id": format!("chatcmpl-{}", call.number),
            "object": "chat.completion",
            "created": 1_772_000_000,
            "model": model,
            "choices": [{
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": null},
                "logprobs": null,
                "finish_reason": end,
            }],
            "usage": {
                "prompt_tokens": asked,
                "completion_tokens": answered,
                "total_tokens": asked + answered,
            },
        }),
        Protocol::Anthropic => json!({
            "id": format!("msg_{}", call.number),
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": if text.is_empty() { json!([]) } else { json!([{"type": "text", "text": text}]) },
            "stop_reason": end,
            "stop_sequence": null,
            "usage": {"input_tokens": asked, "output_tokens": answered},
        }),
    }
}
