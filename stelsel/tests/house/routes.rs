//! Every route, asked by somebody who may not.

use axum::body::Body;
use http::{Request, StatusCode};
use web::{Access, Peer};

use super::support::{Town, engines};

/// A path with something plausible in each place that varies.
fn filled(path: &str) -> String {
    path.split('/')
        .map(
            |segment| if segment.starts_with('{') { "0b6d9f0e-7a52-4a35-8a55-1f9a3d7c2e22" } else { segment },
        )
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_guarded_route_turns_away_who_may_not_use_it() {
    let town = Town::new(&engines()[0]).await;
    let mut guarded = 0;
    for route in town.routes.iter().filter(|route| route.access != Access::Open) {
        let request = |accept: &str| {
            Request::builder()
                .method(route.method.clone())
                .uri(filled(route.path))
                .header("accept", accept)
                .body(Body::empty())
                .unwrap()
        };
        let api = town.ask(Peer::Nobody, request("application/json")).await;
        let page = town.ask(Peer::Nobody, request("text/html")).await;
        match route.access {
            Access::Open => unreachable!(),
            Access::Organisation => {
                assert_eq!(api.status, StatusCode::FORBIDDEN, "{} {}", route.method, route.path);
                assert_eq!(api.json()["code"], "certificateRequired", "{}", route.path);
            }
            Access::Person { .. } | Access::Operator => {
                assert_eq!(api.status, StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
                if route.method == http::Method::GET {
                    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", route.path);
                } else {
                    assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{}", route.path);
                }
            }
        }
        guarded += 1;
    }
    assert!(guarded >= 15, "only {guarded} guarded routes were found");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_path_and_a_wrong_method_are_told_apart() {
    let town = Town::new(&engines()[0]).await;
    let unknown = town.ask(Peer::Nobody, Request::get("/bestaat-niet").body(Body::empty()).unwrap()).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.json()["code"], "notFound");
    let wrong =
        town.ask(Peer::Nobody, Request::delete("/monitor/actueel").body(Body::empty()).unwrap()).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.json()["code"], "methodNotAllowed");
    assert!(wrong.headers.contains_key("allow"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_an_interface_description_has_a_route() {
    let town = Town::new(&engines()[0]).await;
    let mut operations = 0;
    for interface in town.house.facilities.iter().flat_map(|facility| facility.interfaces.iter()) {
        let document: serde_json::Value = serde_json::from_str(interface.document).unwrap();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for method in methods
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| ["get", "post", "put", "patch", "delete"].contains(&key.as_str()))
            {
                let whole = format!("{}{path}", interface.base);
                let found = town.routes.iter().any(|route| {
                    filled(route.path) == filled(&whole) && route.method.as_str().eq_ignore_ascii_case(method)
                });
                assert!(found || path == "/openapi.json", "{method} {whole} is described and has no route");
                operations += 1;
            }
        }
    }
    assert!(operations >= 3, "only {operations} described operations were found");
}
