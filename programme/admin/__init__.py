"""The organisers' doors."""
