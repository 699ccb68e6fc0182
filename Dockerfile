# syntax=docker/dockerfile:1
# One image for the four services, the JSON door and the command line; the command names which.

FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/sankua && /opt/sankua/bin/pip install --no-cache-dir uv==0.13.9
# Only what runs in a service, with hashes: no Java, no mongod, no test tools.
COPY deploy/requirements.lock ./
RUN /opt/sankua/bin/uv pip install --no-cache --python /opt/sankua/bin/python --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY sankua sankua
COPY services services
COPY rules rules
COPY orgs orgs
COPY samples samples
RUN /opt/sankua/bin/uv pip install --no-cache --python /opt/sankua/bin/python --no-deps . \
 && /opt/sankua/bin/python -m compileall -q /opt/sankua/lib

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin sankua
COPY --from=build /opt/sankua /opt/sankua
ENV PATH=/opt/sankua/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
EXPOSE 50051 50052 8080 8311
ENTRYPOINT ["python", "-m"]
CMD ["services.intake"]
