# The product: web and worker are the same image with another command. Whoever runs it needs neither Python nor Node.
#
#   docker build -t backend-judge .
#
# Behind a proxy with a certificate of its own, hand that in; it stays out of the result:
#   docker build --build-arg EXTRA_CA="$(base64 -w0 ca.pem)" -t backend-judge .
ARG BASE_IMAGE=debian:trixie-slim

FROM ${BASE_IMAGE} AS build
ARG EXTRA_CA=""
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && if [ -n "$EXTRA_CA" ]; then \
         printf %s "$EXTRA_CA" | base64 -d > /usr/local/share/ca-certificates/extra.crt && update-ca-certificates; \
       fi
ENV PIP_CERT=/etc/ssl/certs/ca-certificates.crt NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY .requirements .requirements
RUN python3 -m venv /build && /build/bin/pip install --require-hashes -r .requirements/build.txt \
    && python3 -m venv /opt/judge && /opt/judge/bin/pip install --require-hashes -r .requirements/runtime.txt
COPY web/frontend web/frontend
RUN /build/bin/python web/frontend/build.py
COPY pyproject.toml README.md LICENSE ./
COPY judge judge
COPY sandbox sandbox
COPY web web
RUN /build/bin/python -m hatchling build -t wheel \
    && /opt/judge/bin/pip install --no-deps dist/*.whl \
    && /opt/judge/bin/python -m compileall -q /opt/judge

FROM ${BASE_IMAGE}
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates python3 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10000 --create-home --home-dir /var/lib/judge judge
COPY --from=build /opt/judge /opt/judge
COPY problems /srv/problems
ENV PATH=/opt/judge/bin:$PATH PYTHONUNBUFFERED=1 \
    JUDGE_STATE_DIR=/var/lib/judge JUDGE_CACHE_DIR=/var/lib/judge/cache JUDGE_PROBLEMS_DIR=/srv/problems \
    JUDGE_HOST=0.0.0.0 JUDGE_PORT=8000
USER judge
WORKDIR /var/lib/judge
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s CMD \
    ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["judge", "web"]
