# Loads the made-up municipality and ends. From the root of the repository:
#   docker build --file deploy/compose/demo.Dockerfile --tag redthread/demo .
FROM ghcr.io/astral-sh/uv:0.13 AS uv

FROM python:3.13-slim AS build
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_CACHE_DIR=/cache UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /src
RUN uv venv /app
COPY requirements.lock .
COPY contracts contracts
COPY chassis chassis
COPY deploy/local deploy/local
RUN --mount=type=cache,target=/cache \
    uv pip install --python /app --no-sources \
        --constraint requirements.lock --build-constraint requirements.lock \
        ./contracts ./chassis ./deploy/local

FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin redthread
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
CMD ["python", "-m", "redthread_local.demo"]
