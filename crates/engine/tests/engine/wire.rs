//! The interface as other HTTP clients see it.

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use tiraj_engine::Engine;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::oneshot;

use crate::fixture::{Ground, on_engine};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

async fn ask(engine: &Engine, request: http::request::Builder, body: &str) -> Answer {
    let http = Client::builder(TokioExecutor::new()).build(engine.connector());
    let request = request.body(Full::new(Bytes::copy_from_slice(body.as_bytes()))).expect("a request");
    let (parts, body) = http.request(request).await.expect("answers").into_parts();
    let text = String::from_utf8(body.collect().await.expect("whole").to_bytes().to_vec()).expect("text");
    Answer { status: parts.status, headers: parts.headers, text }
}

async fn get(engine: &Engine, target: &str) -> Answer {
    ask(engine, Request::get(format!("http://engine{target}")), "").await
}

async fn post(engine: &Engine, target: &str, body: &str) -> Answer {
    ask(engine, Request::post(format!("http://engine{target}")), body).await
}

#[tokio::test]
async fn it_says_that_it_is_alive() {
    on_engine(|Ground { engine, .. }| async move {
        for target in ["/ping", "/"] {
            assert_eq!(get(&engine, target).await.text, "Ok.\n", "{target}");
        }
        assert_eq!(get(&engine, "/absent").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_statement_may_be_in_the_url_in_the_body_or_in_both() {
    on_engine(|Ground { engine, .. }| async move {
        assert_eq!(get(&engine, "/?query=SELECT%201%20%2B+1").await.text, "2\n");
        assert_eq!(post(&engine, "/", "SELECT 3").await.text, "3\n");
        assert_eq!(post(&engine, "/?query=SELECT%204&default_format=CSV", ", 'x'").await.text, "4,\"x\"\n");
        let answer =
            get(&engine, "/?query=SELECT%20{a:UInt8}&param_a=5&query_id=mine&wait_end_of_query=1").await;
        assert_eq!(
            (answer.text.as_str(), &answer.headers["x-clickhouse-query-id"]),
            ("5\n", &"mine".parse().expect(""))
        );
    })
    .await;
}

#[tokio::test]
async fn an_insert_may_be_in_the_body_with_its_data() {
    on_engine(|Ground { engine, database, .. }| async move {
        let target = format!("/?database={database}");
        post(&engine, &target, "CREATE TABLE t (a UInt8, b String) ENGINE = Memory").await;
        let answer = post(&engine, &target, "INSERT INTO t FORMAT CSV\n1,\"x;y\"\n2,z\n").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        assert_eq!(answer.headers["x-clickhouse-summary"], r#"{"written_rows":"2"}"#);
        post(&engine, &format!("{target}&query=INSERT+INTO+t+FORMAT+TSV"), "3\tw\n").await;
        assert_eq!(post(&engine, &target, "SELECT * FROM t ORDER BY a").await.text, "1\tx;y\n2\tz\n3\tw\n");
    })
    .await;
}

#[tokio::test]
async fn failures_have_status_code_and_text() {
    on_engine(|Ground { engine, .. }| async move {
        let cases = [
            ("SELECT * FROM absent", 404, "60"),
            ("SELEC", 400, "62"),
            ("SELECT throwIf(1)", 500, "395"),
            ("", 400, "62"),
        ];
        for (sql, status, code) in cases {
            let answer = post(&engine, "/", sql).await;
            assert_eq!(answer.status.as_u16(), status, "{sql}: {}", answer.text);
            assert_eq!(answer.headers["x-clickhouse-exception-code"], code, "{sql}");
            assert!(answer.text.starts_with(&format!("Code: {code}. DB::Exception: ")), "{}", answer.text);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_supported_is_refused_plainly() {
    on_engine(|Ground { engine, .. }| async move {
        for target in ["/?query=SELECT%201&compress=1", "/?decompress=1", "/?query=SELECT%201&session_id=x"] {
            let answer = post(&engine, target, "").await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{target}");
            assert!(answer.text.contains("not supported"), "{}", answer.text);
        }
        let zipped = Request::post("http://engine/").header("content-encoding", "gzip");
        assert_eq!(ask(&engine, zipped, "x").await.status, StatusCode::BAD_REQUEST);
        let long = format!("SELECT '{}'", "x".repeat(17 << 20));
        assert_eq!(post(&engine, "/", &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    })
    .await;
}

#[tokio::test]
async fn a_get_changes_nothing() {
    on_engine(|Ground { engine, .. }| async move {
        let answer = get(&engine, "/?query=CREATE%20TABLE%20t%20(a%20UInt8)%20ENGINE=Memory").await;
        assert_eq!(answer.headers["x-clickhouse-exception-code"], "164", "{}", answer.text);
    })
    .await;
}

/// Sends a query over a stream of its own and returns everything that came back.
async fn exchange(mut stream: impl AsyncReadExt + AsyncWriteExt + Unpin) -> String {
    let request = "GET /?query=SELECT%2042 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("sends");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("receives");
    answer
}

#[tokio::test]
async fn it_is_served_over_tcp_and_unix_sockets() {
    on_engine(|Ground { engine, .. }| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("engine.sock");
        let tcp = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = tcp.local_addr().expect("bound");
        let unix = UnixListener::bind(&path).expect("a socket");
        let (stop_tcp, tcp_stopped) = oneshot::channel::<()>();
        let (stop_unix, unix_stopped) = oneshot::channel::<()>();
        let talk = async {
            assert!(exchange(TcpStream::connect(address).await.expect("connects")).await.contains("42\n"));
            assert!(exchange(UnixStream::connect(&path).await.expect("connects")).await.contains("42\n"));
            drop((stop_tcp, stop_unix));
        };
        let wait = |stop: oneshot::Receiver<()>| async { drop(stop.await) };
        let (first, second, ()) =
            tokio::join!(engine.serve(tcp, wait(tcp_stopped)), engine.serve(unix, wait(unix_stopped)), talk);
        first.and(second).expect("served");
    })
    .await;
}
