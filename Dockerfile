# The product as an image: web, worker, beat and the commands, all from this one. Runs as an ordinary user.

FROM node:24-bookworm-slim AS frontend
WORKDIR /frontend
COPY outsourcing/frontend/package.json outsourcing/frontend/package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund


FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt


FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=outsourcing.settings \
    STATE_DIR=/data \
    STATIC_ROOT=/app/collected
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin tandem \
    && install --directory --owner=tandem --group=tandem /data /app
WORKDIR /app
COPY --from=packages /venv /venv
COPY --chown=root:root . .
COPY --from=frontend /frontend/node_modules outsourcing/frontend/node_modules
# Static files and compiled messages belong to the release, so they stand in the image. What is set here is for these
# commands alone.
RUN export SECRET_KEY=unused-while-the-image-is-made DATABASE_URL=postgres://unused@unused/unused REDIS_URL=redis://unused/0 \
    && python -m compileall -q . \
    && python manage.py compile_messages \
    && python manage.py collectstatic --no-input --verbosity 0 --ignore '*.map' \
    && chmod -R a+rX /app
USER tandem
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", "--blocking-threads", "8", "--workers-kill-timeout", "20", "--respawn-failed-workers", "--log-level", "warning", "outsourcing.wsgi:application"]
