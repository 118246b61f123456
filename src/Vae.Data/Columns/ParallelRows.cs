using System.Collections.Concurrent;
using Vae.Data.Tables;

namespace Vae.Data.Columns;

/// <summary>The rest of a pass, parsed on several threads and given out in the order of the records. Not for use by two threads at once.</summary>
internal sealed class ParallelRows : IDisposable
{
    // Some hundred kilobytes of cells, so that a thread seldom asks for more.
    private const int CellsABlock = 1 << 14;

    private readonly TableForm form;
    private readonly RowParser parser;
    private readonly IOddCells known;
    private readonly RowShare? share;
    private readonly ConcurrentBag<ParsedBlock> free = [];
    private readonly ThreadLocal<Worker> workers;
    private readonly IEnumerator<ParsedRow> rows;

    private ParallelRows(ITableReader reader, TableForm form, RowParser parser, IOddCells known, RowShare? share, int threads)
    {
        this.share = share;
        this.form = form;
        this.parser = parser;
        this.known = known;
        workers = new ThreadLocal<Worker>(() => new Worker(this));
        rows = reader.ReadOn(threads, record => workers.Value!.Parse(record)).GetEnumerator();
    }

    /// <summary>The row that was read last; its block, where it has one, is to be released by <see cref="Release"/>.</summary>
    public ParsedRow Current => rows.Current;

    /// <summary>Starts to parse what is left of a pass.</summary>
    /// <param name="reader">The pass.</param>
    /// <param name="form">How rows are made.</param>
    /// <param name="parser">Reads records.</param>
    /// <param name="known">Says what is still wanted of what is odd; it may say so late.</param>
    /// <param name="share">The rows that are wanted; null for all.</param>
    /// <param name="threads">Threads that parse, at least 2.</param>
    public static ParallelRows Start(ITableReader reader, TableForm form, RowParser parser, IOddCells known, RowShare? share, int threads) => new(reader, form, parser, known, share, threads);

    /// <summary>Moves to the next row.</summary>
    /// <returns>False at the end of the table.</returns>
    /// <exception cref="VaeDataException">What follows can be told apart no more.</exception>
    public bool Read() => rows.MoveNext();

    /// <summary>Gives the memory of the current row back.</summary>
    public void Release()
    {
        if (rows.Current.Block is { } block && block.Release())
        {
            free.Add(block);
        }
    }

    public void Dispose()
    {
        rows.Dispose();
        workers.Dispose();
    }

    private ParsedBlock Take() => free.TryTake(out var block) ? block : new ParsedBlock(form.Columns.Length, Math.Max(1, CellsABlock / form.Columns.Length));

    /// <summary>What one thread needs to parse.</summary>
    private sealed class Worker(ParallelRows owner) : IOddCells
    {
        private ParsedBlock? block;
        private List<OddCell>? odd;

        public ParsedRow Parse(ITableReader record)
        {
            if (owner.share is { } share && !share.Has(record.Number - 1))
            {
                return default;
            }

            // A full block is let go before its last row is given out, for it is filled anew once all of its rows are read.
            var block = this.block ?? owner.Take();
            var index = block.Add();
            this.block = block.IsFull ? null : block;
            odd = null;
            var weight = owner.parser.ReadWeight(record, this);
            var isWeighed = odd is null;
            var state = owner.parser.Read(record, block.Row(index), this);
            var label = owner.form.Layout.LabelField < 0 ? float.NaN : owner.parser.ReadLabel(record, this);
            if (weight == 0 && isWeighed)
            {
                // Of a row that counts for nothing nothing is odd.
                odd = null;
            }

            return new ParsedRow(block, index, state, label, weight, odd);
        }

        public bool WantsUnseen(int column) => owner.known.WantsUnseen(column);

        public void Add(in OddCell odd) => (this.odd ??= []).Add(odd);
    }
}
