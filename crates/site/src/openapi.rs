//! `/api/v1/openapi.json`: what programs may ask of the public side, as OpenAPI 3.1. Names only what is answered; the
//! shapes are the JSON Schemas of `docs/schema/`, taken in as they stand.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::encoded::{Dress, Encoded};
use crate::seal::seal_document;

/// The shape of an explainer.
const EXPLAINER: &str = include_str!("../../../docs/schema/explainer.json");

/// The document, made once.
pub(crate) fn document() -> &'static Encoded {
    static DOCUMENT: LazyLock<Encoded> = LazyLock::new(|| {
        let dress = Dress::Document {
            media_type: "application/json; charset=utf-8",
        };
        Encoded::new(seal_document(described().to_string()), dress)
    });
    &DOCUMENT
}

fn described() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Copydesk, public side",
            "version": "1",
            "description": "What is answered here is what readers may read at that moment: a story that is killed, withheld, \
                            embargoed or withdrawn is in none of it.",
        },
        "paths": {
            "/explainers/{slug}.json": { "get": explainer() },
            "/api/v1/ledger/receipts": { "get": receipts() },
            "/api/v1/openapi.json": { "get": {
                "operationId": "openapi",
                "summary": "This document",
                "responses": { "200": { "description": "OpenAPI 3.1", "content": { "application/json": {} } } },
            } },
        },
        "components": {
            "schemas": { "Explainer": serde_json::from_str::<Value>(EXPLAINER).unwrap_or_default() },
            "securitySchemes": { "agency": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn explainer() -> Value {
    json!({
        "operationId": "explainer",
        "summary": "An explainer: questions, lines with their sources, cards",
        "description": "From the same sources at the same moment as the page /explainers/{slug}. A line of which nothing may be \
                        shown is not there.",
        "parameters": [{
            "name": "slug", "in": "path", "required": true,
            "schema": { "type": "string", "pattern": "^[a-z0-9-]{1,80}$" },
        }],
        "responses": {
            "200": {
                "description": "The explainer as readers may read it now",
                "headers": { "ETag": { "schema": { "type": "string" } } },
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Explainer" } } },
            },
            "304": { "description": "The copy with this ETag is current" },
            "404": { "description": "There is none at this address" },
        },
    })
}

fn receipts() -> Value {
    let parameter = |name: &str, required: bool| json!({ "name": name, "in": "query", "required": required, "schema": { "type": "string" } });
    json!({
        "operationId": "receipts",
        "summary": "What was recorded of an agency's own item",
        "parameters": [parameter("guid", true), parameter("version", false)],
        "security": [{ "agency": [] }],
        "responses": {
            "200": { "description": "Receipts with their salts", "content": { "application/json": {} } },
            "401": { "description": "An agency's token is needed" },
            "404": { "description": "No such item, or no ledger" },
        },
    })
}
