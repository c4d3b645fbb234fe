# The service as an image. No container engine was at hand when this was written: the image itself was never built. Its
# steps were: tests/container/test_container_steps.py reads them from this file and runs them in a clean folder.
#
#   docker build -t precept .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges -p 8000:8000 precept
#
# It writes nothing, keeps nothing and calls nobody. TLS, HSTS and limits on each caller belong to the proxy in front.

FROM python:3.11-slim AS build
WORKDIR /build
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY service service
COPY fixtures fixtures
RUN python -m venv /opt/precept
RUN /opt/precept/bin/pip install --no-cache-dir --disable-pip-version-check -c constraints.txt '.[otel]'
RUN /opt/precept/bin/python -m compileall -q /opt/precept/lib
RUN /opt/precept/bin/pip uninstall --yes pip setuptools

FROM python:3.11-slim
COPY --from=build /opt/precept /opt/precept
ENV PATH=/opt/precept/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PRECEPT_HOST=0.0.0.0 PRECEPT_PORT=8000
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PRECEPT_PORT']}/ready\", timeout=2)"]
CMD ["precept", "serve"]
