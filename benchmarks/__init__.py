"""What the README's numbers come from: ratios against raw baselines, both measured in one run."""
