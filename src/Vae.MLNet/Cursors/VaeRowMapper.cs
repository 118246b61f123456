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
        private readonly DataViewRow input;
        private readonly ColumnBinding binding;
        private readonly bool[] active;
        private readonly OutputBatch? outputs;
        private readonly FeatureReader? features;
        private long computed = long.MinValue;

        public MappedRow(DataViewRow input, ColumnBinding binding, bool[] active)
        {
            this.input = input;
            this.binding = binding;
            this.active = active;
            if (binding.NeedsModel(active))
            {
                features = binding.Feature.CreateReader(input, null);
                outputs = binding.NewBatch(active, Refresh);
                outputs.Reserve(1);
            }
        }

        public override DataViewSchema Schema => binding.Output;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) =>
            column.Index < binding.Input.Count
                ? input.IsColumnActive(binding.Input[column.Index])
                : active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < binding.Input.Count)
            {
                return input.GetGetter<TValue>(binding.Input[column.Index]);
            }

            return Getters.Cast<TValue>(active[column.Index] ? outputs!.Getter(column.Index) : null, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }

            base.Dispose(disposing);
        }

        private void Refresh()
        {
            if (computed == input.Position)
            {
                return;
            }

            outputs!.ReadFeatures(0, features!);
            outputs.Compute(0, 1);
            computed = input.Position;
        }
    }
}
