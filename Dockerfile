# policydiff in a container: documents come in and reports go out through /data, nothing else does.
#   docker build -t policydiff .
#   docker run --rm --network none -v "$PWD:/data" policydiff report .
FROM python:3.12-slim
COPY . /source
RUN pip install --no-cache-dir /source && rm -rf /source && useradd --create-home reader
USER reader
WORKDIR /data
ENTRYPOINT ["policydiff"]
CMD ["--help"]
