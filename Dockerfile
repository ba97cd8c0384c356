# One image for all processes of Flock; the command says which one runs. `make images` builds it (scripts/image.sh).

# Both can be any glibc image. That of the final stage needs no shell; that of the build needs one, Node >= 20 and npm.
ARG BASE_IMAGE=debian:trixie-slim
ARG BUILD_IMAGE=node:24.21.0-trixie-slim

FROM ${BUILD_IMAGE} AS build
# Where the files will be in the end: the workflow bundle holds paths.
WORKDIR /app
COPY package.json package-lock.json ./
# A private registry's configuration and authority are secrets of the build: no layer holds them.
RUN --mount=type=secret,id=npmrc --mount=type=secret,id=ca \
  if [ -s /run/secrets/ca ]; then export NODE_EXTRA_CA_CERTS=/run/secrets/ca npm_config_cafile=/run/secrets/ca; fi; \
  NPM_CONFIG_USERCONFIG=/run/secrets/npmrc \
  npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
COPY . .
ARG SOURCE_DATE_EPOCH=0
RUN SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH} sh scripts/image/layout.sh /out

FROM ${BASE_IMAGE}
# Packages change less often than the program: a layer of their own is fetched once for many versions.
COPY --from=build /out/packages/ /
COPY --from=build /out/program/ /
USER 0:0
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN --mount=type=bind,from=build,source=/app/scripts/image,target=/run/image ["node", "/run/image/harden.ts"]
# The user has no entry in /etc/passwd, so HOME says where its files would go.
ENV NODE_ENV=production WORKFLOW_BUNDLE=/app/workflow-bundle.js HOME=/tmp
WORKDIR /app
USER 10001:10001
ENTRYPOINT []
CMD ["flock", "--help"]
ARG VERSION=unknown REVISION=unknown CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="Flock" \
  org.opencontainers.image.description="A self-hosted accounts backend over several services" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.created="${CREATED}"
