using Microsoft.ML;
using Microsoft.ML.Data;
using Vae.MLNet.Columns;

namespace Vae.MLNet.Cursors;

/// <summary>Adds the model's columns to one row at a time, as a prediction engine wants them.</summary>
internal sealed class VaeRowMapper(ColumnBinding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.Input;

    public DataViewSchema OutputSchema => binding.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        binding.Dependencies(binding.Activate(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!ReferenceEquals(input.Schema, binding.Input))
        {
            throw new ArgumentException(
                "The row has another schema than the one that this mapper was made for; make a mapper for the row's own schema.",
                nameof(input));
        }

        return new MappedRow(input, binding, binding.Activate(activeColumns));
    }

    /// <summary>A row that computes its outputs when the first of them is read, once for each position of the row beneath, without
    /// allocating.</summary>
    private sealed class MappedRow : DataViewRow
    {
        private readonly DataViewRow _input;
        private readonly ColumnBinding _binding;
        private readonly bool[] _active;
        private readonly OutputBatch? _outputs;
        private readonly FeatureReader? _features;
        private long _computed = long.MinValue;

        public MappedRow(DataViewRow input, ColumnBinding binding, bool[] active)
        {
            _input = input;
            _binding = binding;
            _active = active;
            if (binding.NeedsModel(active))
            {
                _features = binding.Feature.CreateReader(input, null);
                _outputs = binding.NewBatch(active, Refresh);
                _outputs.Reserve(1);
            }
        }

        public override DataViewSchema Schema => _binding.Output;

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index < _binding.Input.Count
                ? _input.IsColumnActive(_binding.Input[column.Index])
                : _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < _binding.Input.Count)
            {
                return _input.GetGetter<TValue>(_binding.Input[column.Index]);
            }

            return Getters.Cast<TValue>(_active[column.Index] ? _outputs!.Getter(column.Index) : null, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _input.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Refresh()
        {
            if (_computed == _input.Position)
            {
                return;
            }

            _outputs!.ReadFeatures(0, _features!);
            _outputs.Compute(1);
            _computed = _input.Position;
        }
    }
}
