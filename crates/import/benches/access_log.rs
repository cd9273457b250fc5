//! What reading a line of each format costs on one core: found, taken apart, judged and hashed.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tiraj_import::access_log::{Chunks, Format};

const LINES: usize = 10_000;

const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

/// A line of a format: of three, two are for parts of a page and one for a page.
fn line(format: Format, nth: usize) -> String {
    let path = if nth.is_multiple_of(3) {
        format!("/az/news/{}", nth % 997)
    } else {
        format!("/assets/{}.css", nth % 97)
    };
    let (second, client) = (nth % 60, format!("192.0.2.{}", nth % 250));
    let clf = format!("[17/Nov/2026:10:05:{second:02} +0400]");
    match format {
        Format::Combined => {
            format!("{client} - - {clf} \"GET {path} HTTP/2.0\" 200 5316 \"https://t.me/\" \"{AGENT}\"\n")
        }
        Format::VhostCombined => format!(
            "news.example:443 {client} - - {clf} \"GET {path} HTTP/2.0\" 200 5316 \"https://t.me/\" \"{AGENT}\"\n"
        ),
        Format::Caddy => format!(
            "{{\"level\":\"info\",\"ts\":1794895503.{second:02},\"logger\":\"http.log.access\",\"msg\":\"handled request\",\"request\":{{\
             \"remote_ip\":\"{client}\",\"client_ip\":\"{client}\",\"proto\":\"HTTP/2.0\",\"method\":\"GET\",\"host\":\"news.example\",\
             \"uri\":\"{path}\",\"headers\":{{\"User-Agent\":[\"{AGENT}\"],\"Accept-Encoding\":[\"gzip, br\"],\"Referer\":[\"https://t.me/\"]}}}},\
             \"duration\":0.001335486,\"size\":3609,\"status\":200,\"resp_headers\":{{\"Content-Type\":[\"text/html\"]}}}}\n"
        ),
        Format::Nginx => format!(
            "{{\"time_iso8601\":\"2026-11-17T10:05:{second:02}+04:00\",\"remote_addr\":\"{client}\",\"host\":\"news.example\",\
             \"request\":\"GET {path} HTTP/2.0\",\"status\":\"200\",\"body_bytes_sent\":\"5316\",\"request_time\":\"0.004\",\
             \"http_referer\":\"https://t.me/\",\"http_user_agent\":\"{AGENT}\"}}\n"
        ),
        Format::CloudFront => format!(
            "2026-11-17\t06:05:{second:02}\tFRA2\t5316\t{client}\tGET\td1.cloudfront.example\t{path}\t200\thttps://t.me/\t{}\t-\t-\tHit\tid\tnews.example\n",
            AGENT.replace(' ', "%20")
        ),
    }
}

fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(LINES as u64));
    for format in Format::ALL {
        let log: String = (0..LINES).map(|nth| line(format, nth)).collect();
        group.bench_function(format.to_string(), |bencher| {
            bencher.iter(|| {
                let chunks = Chunks::new(black_box(log.as_bytes()), None);
                let hits: usize =
                    chunks.map(|chunk| chunk.expect("memory does not fail").read().hits.len()).sum();
                assert_eq!(hits, LINES.div_ceil(3));
            });
        });
    }
}

criterion_group!(benches, read);
criterion_main!(benches);
