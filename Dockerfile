# Tiraj in a container: docker build --tag tiraj .
#
# Without a database by default, for a ClickHouse server beside it (docker-compose.yml); with ClickHouse inside (178 MB more
# to fetch): docker build --target embedded --tag tiraj:embedded .

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --package tiraj && cp target/release/tiraj /usr/local/bin/tiraj

# The packs that tell crawlers, browsers and countries come with npm, and so does the engine.
FROM node:22-bookworm-slim AS packs
COPY --from=build /usr/local/bin/tiraj /usr/local/bin/tiraj
ENV XDG_CACHE_HOME=/packs
RUN tiraj packs install

FROM packs AS engine
RUN tiraj engine install

FROM debian:bookworm-slim AS server
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/tiraj --create-home --shell /usr/sbin/nologin tiraj
COPY --from=build /usr/local/bin/tiraj /usr/local/bin/tiraj
COPY --from=packs /packs /usr/share/tiraj
ENV XDG_CACHE_HOME=/usr/share/tiraj TIRAJ_DATA=/var/lib/tiraj TIRAJ_LISTEN=0.0.0.0:8080
# All that it writes is here, so the rest may be read-only: docker run --read-only --tmpfs /tmp
VOLUME /var/lib/tiraj
USER tiraj
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["tiraj", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["tiraj"]
CMD ["serve"]

FROM server AS embedded
COPY --from=engine /packs /usr/share/tiraj

FROM server
