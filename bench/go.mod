module parley/bench

go 1.26.0

require parley v0.0.0

require (
	github.com/bits-and-blooms/bitset v1.29.0 // indirect
	github.com/google/jsonschema-go v0.4.3 // indirect
	go.yaml.in/yaml/v4 v4.0.0 // indirect
)

replace parley => ../
