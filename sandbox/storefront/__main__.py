"""`python -m sandbox.storefront --api-url http://127.0.0.1:8000/graphql/ --channel channel-eur`."""

import argparse
import contextlib

from .serve import Storefront


def main() -> None:
    parser = argparse.ArgumentParser(prog="sandbox.storefront")
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--channel", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    with Storefront(**vars(parser.parse_args())) as storefront:
        print(f"storefront url={storefront.url}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            storefront.wait()


if __name__ == "__main__":
    main()
