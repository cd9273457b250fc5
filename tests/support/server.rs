//! A running `tiraj serve` or `tiraj demo`.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread::JoinHandle;

use super::program::tiraj;

/// The words with which the program says that it is ready, between its name and its address.
const READY: &str = " listens on ";

/// A server of a test's own. Dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    address: String,
    http: ureq::Agent,
    log: Option<JoinHandle<String>>,
    /// The address by which the first owner comes in, where nobody is registered yet.
    way_in: Option<String>,
    /// The cookie of the owner, once signed in.
    session: OnceLock<String>,
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) headers: Vec<(String, String)>,
}

impl Server {
    /// Starts a command on a data folder and waits until it listens, on a port that the system chooses.
    pub(crate) fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut command = tiraj(data);
        command.args(arguments).args(["--listen", "127.0.0.1:0"]);
        Self::spawn(command)
    }

    /// `tiraj serve` for the site `news.example` on a port that is handed to it, as a service manager does.
    pub(crate) fn take_over(data: &Path, listener: &TcpListener) -> Self {
        let program = tiraj(data);
        let mut command = Command::new("sh");
        let script = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve --site news.example";
        command.args(["-c", script]).arg(program.get_program());
        for (name, value) in program.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.current_dir(data.parent().unwrap());
        command.stdin(Stdio::from(OwnedFd::from(listener.try_clone().unwrap())));
        Self::spawn(command)
    }

    fn spawn(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut seen = Vec::new();
        let address = loop {
            let line = lines
                .next()
                .unwrap_or_else(|| panic!("the server ended early: {}", seen.join("\n")))
                .unwrap();
            seen.push(line.clone());
            if let Some((_, address)) = line.split_once(READY) {
                break address.to_owned();
            }
        };
        let way_in = seen.iter().find(|line| line.contains("/welcome?token=")).cloned();
        // The pipe must be read on, or the server would block once it is full.
        let log = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                eprintln!("server: {line}");
                seen.push(line);
            }
            seen.join("\n")
        });
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { child, address, http: config.into(), log: Some(log), way_in, session: OnceLock::new() }
    }

    /// `tiraj serve` for the site `news.example`.
    pub(crate) fn serve(data: &Path) -> Self {
        Self::start(data, &["serve", "--site", "news.example"])
    }

    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.address.trim_start_matches("http://").parse().unwrap()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        Answer::read(self.http.get(self.url(path)).call())
    }

    /// Gets something as an owner sees it, who signs in for it once.
    #[track_caller]
    pub(crate) fn look(&self, path: &str) -> Answer {
        self.ask(path, &[("cookie", self.session())], None)
    }

    /// The cookie of an owner who is signed in.
    #[track_caller]
    pub(crate) fn session(&self) -> &str {
        self.session.get_or_init(|| self.sign_in())
    }

    /// The address by which the first owner comes in.
    pub(crate) fn way_in(&self) -> &str {
        self.way_in.as_deref().expect("nobody is registered yet")
    }

    /// Comes in as the owner: the first time by the address that the server printed, later by the password.
    fn sign_in(&self) -> String {
        let path = match &self.way_in {
            Some(way) => way.trim_start_matches(&self.address).to_owned(),
            None => "/sign-in".to_owned(),
        };
        let page = Answer::read(self.http.get(self.url(&path)).call());
        assert_eq!(page.status, 200, "{}", page.body);
        let field = |name: &str| {
            let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_default();
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let fields = [
            ("form_token", &*field("form_token")),
            ("token", &field("token")),
            ("name", "Owner"),
            ("email", OWNER),
            ("password", PASSWORD),
        ];
        let (path, _) = path.split_once('?').unwrap_or((&path, ""));
        let request = self.http.post(self.url(path)).header("cookie", page.cookies());
        let answer = Answer::read(request.send_form(fields));
        assert_eq!(answer.status, 303, "{}", answer.body);
        answer.cookies()
    }

    pub(crate) fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        let request = self.http.post(self.url(path)).header("content-type", content_type);
        Answer::read(request.header("user-agent", BROWSER).send(body))
    }

    /// Sends a request as another client would, with a body or to get something.
    pub(crate) fn ask(&self, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Answer {
        let mut request = ureq::http::Request::builder().uri(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::read(match body {
            Some(body) => self.http.run(request.method("POST").body(body).unwrap()),
            None => self.http.run(request.body(()).unwrap()),
        })
    }

    /// Puts a body, with a token where one is given.
    pub(crate) fn put(&self, path: &str, token: Option<&str>, body: &serde_json::Value) -> Answer {
        let mut request = self.http.put(self.url(path)).header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        Answer::read(request.send(body.to_string()))
    }

    /// Sends native events.
    pub(crate) fn send(&self, events: &serde_json::Value) -> Answer {
        self.post("/api/events", "application/json", events.to_string().as_bytes())
    }

    /// Sends native events to a server that may be gone; gives the status where it answered.
    pub(crate) fn try_send(&self, events: &serde_json::Value) -> Option<u16> {
        let request = self.http.post(self.url("/api/events")).header("content-type", "application/json");
        let answer = request.header("user-agent", BROWSER).send(events.to_string());
        answer.ok().map(|answer| answer.status().as_u16())
    }

    /// The public count of a path of `news.example`.
    pub(crate) fn views(&self, path: &str) -> u64 {
        let answer = self.get(&format!("/api/views?site=news.example&path={path}"));
        answer.json()[path].as_u64().unwrap()
    }

    /// Ends the process as a power cut would, while others still hold its handle.
    pub(crate) fn kill_now(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as an operator would, waits until it has ended well, and gives all that it said on stderr.
    pub(crate) fn stop(mut self) -> String {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Self {
        let mut answer = answer.unwrap();
        let text = |value: &ureq::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        Self {
            status: answer.status().as_u16(),
            headers: answer.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: String::from_utf8_lossy(&answer.body_mut().read_to_vec().unwrap()).into_owned(),
        }
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// The cookies that it sets, as a client sends them back.
    pub(crate) fn cookies(&self) -> String {
        let set =
            self.headers.iter().filter(|(name, value)| name == "set-cookie" && !value.contains("Max-Age=0"));
        set.map(|(_, value)| value.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Who owns the servers of these tests.
pub(crate) const OWNER: &str = "owner@news.example";
pub(crate) const PASSWORD: &str = "correct horse battery";

/// The user agent of an ordinary reader.
pub(crate) const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
